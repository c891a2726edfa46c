/* A photograph by the camera of this computer: looked at in a frame of 4 to 5, taken, taken again,
   and sent as if its file had been chosen. Without a camera the file field stays. */

const WANTED = { audio: false, video: { width: { ideal: 1280 }, height: { ideal: 960 } } };
const SIZE = { width: 864, height: 1080 }; // twice what a badge shows

const form = document.querySelector("[data-webcam]");
const part = (name) => form.querySelector(`[data-webcam-${name}]`);
const video = part("video");
const canvas = part("canvas");
const [take, use, again] = ["take", "use", "again"].map(part);
const field = form.querySelector("input[name=photograph]");

function show(isTaken) {
  video.hidden = take.hidden = isTaken;
  canvas.hidden = use.hidden = again.hidden = !isTaken;
  (isTaken ? use : take).focus();
}

/* The middle of what the camera sees, upright as a badge has it. */
function draw() {
  const { videoWidth, videoHeight } = video;
  const scale = Math.min(videoWidth / SIZE.width, videoHeight / SIZE.height);
  const [width, height] = [SIZE.width * scale, SIZE.height * scale];
  const [x, y] = [(videoWidth - width) / 2, (videoHeight - height) / 2];
  Object.assign(canvas, SIZE);
  canvas.getContext("2d").drawImage(video, x, y, width, height, 0, 0, SIZE.width, SIZE.height);
}

function choose(blob) {
  const chosen = new DataTransfer();
  chosen.items.add(new File([blob], "camera.jpg", { type: "image/jpeg" }));
  field.files = chosen.files;
}

take.addEventListener("click", () => {
  draw();
  canvas.toBlob(
    (blob) => {
      choose(blob);
      show(true);
    },
    "image/jpeg",
    0.92,
  );
});
again.addEventListener("click", () => {
  field.value = "";
  show(false);
});

async function start() {
  if (!window.isSecureContext || !navigator.mediaDevices) throw new Error("no camera here");
  video.srcObject = await navigator.mediaDevices.getUserMedia(WANTED);
  await video.play();
  part("part").hidden = false;
  part("file").open = false;
  show(false);
}

start().catch(() => (part("missing").hidden = false));
window.addEventListener("pagehide", () => {
  video.srcObject?.getTracks().forEach((track) => track.stop());
});
