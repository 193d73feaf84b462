// Pictures from a camera are made smaller on the device. Drawing them anew also leaves behind what a camera writes into
// them: the place, the time, the telephone.

/** Longest side when the form does not say: enough for a document, little enough for a slow link. */
const PIXELS = 1600;
const QUALITY = 0.85;

/** The picture redrawn, at most `maxPixels` long; as it was where this browser cannot draw it (such as SVG or HEIC). */
export async function redrawn(file: File, maxPixels: number): Promise<File> {
  if (!file.type.startsWith("image/") || typeof createImageBitmap !== "function") return file;
  try {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, (maxPixels || PIXELS) / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
    const pen = canvas.getContext("2d");
    if (!pen) return file;
    // JPEG has no transparency; a signature on nothing would become black on black.
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
    return blob ? new File([blob], "picture.jpg", { type: "image/jpeg" }) : file;
  } catch {
    return file;
  }
}
