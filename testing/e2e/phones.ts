import { randomInt } from 'node:crypto';

/** A number that nobody used before, so that limits of tries do not count: the simulator pays for it. */
export const freshPhone = (): string => `0712${String(randomInt(1_000_000)).padStart(6, '0')}`;

/** What the simulator does with a push to this number: relayer/simulators/README.md. */
export const poorPhone = '254799000001';
export const contradictoryPhone = '254799000012';
