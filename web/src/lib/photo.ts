// Pictures are made small on the device before they travel; metadata does not survive the redraw.
const EDGE = 1920;
const QUALITY = 0.82;
const LEAVE_ALONE = 350_000;

function draw(bitmap: CanvasImageSource & { width: number; height: number }): Promise<Blob | null> {
  const scale = Math.min(1, EDGE / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => canvas.toBlob(done, 'image/jpeg', QUALITY));
}

/** A smaller JPEG of `file`, or `file` itself when it is small or cannot be read here. */
export async function shrink(file: Blob): Promise<Blob> {
  if (!file.type.startsWith('image/') || (file.size <= LEAVE_ALONE && file.type === 'image/jpeg')) return file;
  try {
    const bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' });
    const small = await draw(bitmap);
    bitmap.close();
    return small && small.size < file.size ? small : file;
  } catch {
    return file;
  }
}
