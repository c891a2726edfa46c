// The camera of the device: frames to the decoder, the light, and a screen that stays awake.

const LONG_SIDE_PX = 960;
const PAUSE_MS = 60;

const SIZE = { width: { ideal: 1280 }, height: { ideal: 720 } };

/** Opens the camera in *video* and calls *found* with every text that it reads. */
export class Camera {
  #worker = new Worker(new URL("decoder.js", import.meta.url));
  #idle = true;
  #track = null;
  #isLooking = false;

  constructor(video, { found, broken }) {
    this.video = video;
    this.#worker.onmessage = ({ data }) => {
      this.#idle = true;
      if (data.broken) broken(data.broken);
      if (data.text) found(data.text);
    };
    this.#worker.onerror = (event) => broken(event.message);
  }

  /** Throws what getUserMedia throws: NotAllowedError, NotFoundError, NotReadableError; and
   * SecurityError on a page without HTTPS, where browsers hide the camera altogether.
   *
   * @param id of one camera; null: the one at the back.
   */
  async start(id = null) {
    if (!window.isSecureContext) throw new DOMException("not secure", "SecurityError");
    if (!navigator.mediaDevices) throw new DOMException("no camera here", "NotFoundError");
    this.#track?.stop();
    const which = id ? { deviceId: { exact: id } } : { facingMode: "environment" };
    const wanted = { audio: false, video: { ...which, ...SIZE } };
    const stream = await navigator.mediaDevices.getUserMedia(wanted);
    this.video.srcObject = stream;
    await this.video.play();
    [this.#track] = stream.getVideoTracks();
    if (!this.#isLooking) this.#next();
    this.#isLooking = true;
  }

  stop() {
    this.#track?.stop();
  }

  get isOpen() {
    return this.#track?.readyState === "live";
  }

  get id() {
    return this.#track?.getSettings().deviceId ?? null;
  }

  get hasLight() {
    return Boolean(this.#track?.getCapabilities?.().torch);
  }

  light(on) {
    return this.#track.applyConstraints({ advanced: [{ torch: on }] });
  }

  /** Calls *act* when the system takes the camera away. */
  onEnded(act) {
    this.#track.addEventListener("ended", act, { once: true });
  }

  #next() {
    setTimeout(() => {
      if (this.video.requestVideoFrameCallback) {
        this.video.requestVideoFrameCallback(() => this.#look());
      } else {
        this.#look();
      }
    }, PAUSE_MS);
  }

  async #look() {
    const { videoWidth: width, videoHeight: height } = this.video;
    if (!this.isOpen) {
      this.#isLooking = false;
      return;
    }
    if (this.#idle && width && !document.hidden) {
      this.#idle = false;
      const scale = Math.min(1, LONG_SIDE_PX / Math.max(width, height));
      const picture = await createImageBitmap(this.video, {
        resizeWidth: Math.round(width * scale),
        resizeHeight: Math.round(height * scale),
      });
      this.#worker.postMessage(picture, [picture]);
    }
    this.#next();
  }
}

/** Keeps the screen on for as long as the page is seen, where the device can. */
export function stayAwake() {
  const ask = () => {
    if (!document.hidden) navigator.wakeLock?.request("screen").catch(() => {});
  };
  document.addEventListener("visibilitychange", ask);
  ask();
}
