// What a page of the day is about.
export interface Scope { area: string; day: string }
/** The civil day in China, whatever the device says. */
export const today = () => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(new Date());
