// Colours of a heat map: one hue from light to dark, so that it reads in grey and for every kind of colour vision.

/** Seven steps of blue; ink is what can be read on it (contrast 4.5 and more). */
export const STEPS: { colour: string; ink: string }[] = [
  { colour: '#f1f5fb', ink: '#1c2126' }, { colour: '#d6e4f5', ink: '#1c2126' }, { colour: '#afcdec', ink: '#1c2126' }, { colour: '#7fb0de', ink: '#1c2126' },
  { colour: '#3776b4', ink: '#ffffff' }, { colour: '#205a97', ink: '#ffffff' }, { colour: '#0d3563', ink: '#ffffff' },
];

/** A step is at least a fifth more than the one before, so that nearly equal values look equal. */
const LEAST = Math.log(1.2);

export interface Scale { of: (value: number) => number; bounds: number[] }

/** Steps of equal ratio between the smallest and the greatest value: waiting times differ by factors, not by amounts. */
export function scaleOf(values: number[]): Scale {
  const positive = values.filter((value) => value > 0);
  if (!positive.length) return { of: () => 0, bounds: [] };
  const [low, high] = [Math.min(...positive), Math.max(...positive)];
  const steps = STEPS.length - 1;
  const ratio = Math.max(Math.log(high / low) / steps, LEAST);
  const bounds = Array.from({ length: steps }, (_, i) => low * Math.exp(ratio * i)).filter((bound) => bound <= high);
  return { of: (value) => (value <= 0 ? 0 : Math.min(steps, 1 + Math.floor(Math.log(value / low) / ratio + 1e-9))), bounds };
}
