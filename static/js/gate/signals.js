// What is heard and felt: each verdict differs without being seen.

// [pitch in hertz, start and length in seconds, form of the wave, loudness]
const SOUNDS = {
  admit: [[1320, 0, 0.14, "sine", 0.5]],
  wrong: [
    [587, 0, 0.17, "square", 0.22],
    [587, 0.27, 0.17, "square", 0.22],
  ],
  revoked: [[147, 0, 0.95, "sawtooth", 0.5]],
  supervisor: [[392, 0, 0.35, "sine", 0.15]],
};

const BUZZES = { admit: [60], wrong: [120, 100, 120], revoked: [700], supervisor: [40] };

let audio = null;

/** Browsers give sound only after a touch; *changed* hears whether it is there. */
export function prepareSound(changed) {
  audio = new AudioContext();
  const tell = () => changed(audio.state === "running");
  audio.addEventListener("statechange", tell);
  for (const kind of ["pointerdown", "keydown"]) {
    document.addEventListener(kind, () => audio.resume(), { capture: true });
  }
  tell();
}

export function signal(tone) {
  navigator.vibrate?.(BUZZES[tone]);
  if (audio?.state !== "running") return;
  for (const [pitch, after, length, form, loudness] of SOUNDS[tone]) {
    const start = audio.currentTime + after;
    const tune = new OscillatorNode(audio, { type: form, frequency: pitch });
    const volume = new GainNode(audio, { gain: loudness });
    volume.gain.setValueAtTime(loudness, start + length - 0.03);
    volume.gain.linearRampToValueAtTime(0, start + length);
    tune.connect(volume).connect(audio.destination);
    tune.start(start);
    tune.stop(start + length);
  }
}
