import type { Shown } from './shown.ts';

/** What was shown, and whether the person went out. */
export type RecentScan = { shown: Shown; out: boolean };

/** A page remembers so many, and forgets them when it is closed: the service's journal has all. */
const most = 30;

export const withScan = (scans: readonly RecentScan[], scan: RecentScan): RecentScan[] =>
	scans[0]?.shown === scan.shown ? [...scans] : [scan, ...scans].slice(0, most);
