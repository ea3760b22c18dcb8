// 照片水印: time, place and person drawn into a picture on the phone, before it is kept or sent. The redraw turns the
// picture upright and drops its metadata; what matters of it stands in the mark. A dark band with light letters that have
// a dark edge is legible on any picture.
const EDGE = 2560;
const LARGEST = 9_500_000;   // the server takes 10 MB
const QUALITIES = [0.88, 0.75, 0.6];

export interface Marked { blob: Blob; marked: boolean }

function letters(context: CanvasRenderingContext2D, size: number): void {
  context.font = `600 ${size}px "PingFang SC", "HarmonyOS Sans SC", "Noto Sans CJK SC", sans-serif`;
}

/** Lines at the foot of the picture, each as large as fits. */
function write(context: CanvasRenderingContext2D, width: number, height: number, lines: string[]): void {
  const size = Math.max(12, Math.round(Math.min(width, height) / 24)), gap = Math.round(size * 0.4);
  const band = lines.length * (size + gap) + gap;
  context.fillStyle = 'rgba(0, 0, 0, 0.5)';
  context.fillRect(0, height - band, width, band);
  context.textBaseline = 'top';
  context.lineJoin = 'round';
  context.strokeStyle = 'rgba(0, 0, 0, 0.85)';
  context.fillStyle = '#fff';
  lines.forEach((line, i) => {
    const y = height - band + gap + i * (size + gap);
    letters(context, size);
    const wide = context.measureText(line).width, room = width - 2 * gap;
    if (wide > room) letters(context, Math.floor((size * room) / wide));
    context.lineWidth = Math.max(2, size / 8);
    context.strokeText(line, gap, y);
    context.fillText(line, gap, y);
  });
}

const coded = (canvas: HTMLCanvasElement, quality: number) => new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', quality));

/** The picture with `lines` in it; as it is, and `marked` false, when this device cannot read it. */
export async function watermark(file: Blob, lines: string[]): Promise<Marked> {
  try {
    const bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' });
    const scale = Math.min(1, EDGE / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement('canvas');
    canvas.width = Math.max(1, Math.round(bitmap.width * scale));
    canvas.height = Math.max(1, Math.round(bitmap.height * scale));
    const context = canvas.getContext('2d');
    if (!context) return { blob: file, marked: false };
    context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    bitmap.close();
    write(context, canvas.width, canvas.height, lines);
    for (const quality of QUALITIES) {
      const blob = await coded(canvas, quality);
      if (blob && blob.size <= LARGEST) return { blob, marked: true };
    }
  } catch { /* not a picture this browser knows */ }
  return { blob: file, marked: false };
}
