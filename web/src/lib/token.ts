/** The value of a design token as it is now: for libraries that need a colour, not a variable. */
export function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}
