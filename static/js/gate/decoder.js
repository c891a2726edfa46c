// A worker: pictures in, the text of a QR code (or null) out. Its answer allows WebAssembly.

const READER = "/static/vendor/zxing-wasm-3.1.4/";
// Model 2 alone: "QRCode" takes a corner of a code that is not quite seen for a Micro QR.
const OPTIONS = { formats: ["QRCodeModel2"], tryHarder: true, maxNumberOfSymbols: 1 };

importScripts(`${READER}reader.js`);

const ready = ZXingWASM.prepareZXingModule({
  overrides: { locateFile: (name) => READER + name },
  fireImmediately: true,
});

const canvas = new OffscreenCanvas(1, 1);
const pen = canvas.getContext("2d", { willReadFrequently: true });

async function read(picture) {
  await ready;
  canvas.width = picture.width;
  canvas.height = picture.height;
  pen.drawImage(picture, 0, 0);
  picture.close();
  const pixels = pen.getImageData(0, 0, canvas.width, canvas.height);
  const [found] = await ZXingWASM.readBarcodes(pixels, OPTIONS);
  return found?.isValid ? found.text : null;
}

onmessage = async ({ data }) => {
  try {
    postMessage({ text: await read(data) });
  } catch (error) {
    postMessage({ text: null, broken: String(error) });
  }
};
