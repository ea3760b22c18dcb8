// What a person typed, as values of process variables.
export interface Added { name: string; value: string }

/** A text stays a text; what was something else, or is new, is read as JSON where it can be. */
function valueOf(text: string, was: unknown): unknown {
  if (typeof was === 'string') return text;
  try { return JSON.parse(text); } catch { return text; }
}

/** The variables that differ from what they were; null when none does. */
export function mended(was: Record<string, unknown>, typed: Record<string, string>, added: Added[]): Record<string, unknown> | null {
  const changed: Record<string, unknown> = {};
  for (const [name, text] of Object.entries(typed)) {
    const value = valueOf(text, was[name]);
    if (JSON.stringify(value) !== JSON.stringify(was[name])) changed[name] = value;
  }
  for (const one of added) if (one.name.trim()) changed[one.name.trim()] = valueOf(one.value, undefined);
  return Object.keys(changed).length ? changed : null;
}
