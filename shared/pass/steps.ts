/** A pass changes this often. */
export const stepSeconds = 15;

/** The step of a moment in milliseconds since 1970. */
export const stepOf = (now: number): number => Math.floor(now / 1000 / stepSeconds);

/** Milliseconds until the next step begins. */
export const untilNextStep = (now: number): number => (stepOf(now) + 1) * stepSeconds * 1000 - now;
