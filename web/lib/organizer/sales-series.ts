import type { EventView, Sales } from '#indexer/client.ts';
import { addedFace, type Face, faceOf } from './shillings.ts';

export type Bucket = 'hour' | 'day';
/**
 * Tickets sold in one hour or day, by how they were paid. `revenue`: stroops. `face`: cents by the tickets' own prices;
 * null if some are not priced in shillings.
 */
export type Point = { at: string; usdc: number; fiat: number; revenue: bigint; face: Face };

type Tiers = Pick<EventView['tiers'][number], 'index' | 'face'>[];

const size: Record<Bucket, number> = { hour: 3_600_000, day: 86_400_000 };
const hourlyFor = 48;
const maxPoints = 90;
/** A chart of one bar says nothing, so at least this many are shown. */
const minPoints: Record<Bucket, number> = { hour: 12, day: 7 };

/** An event announced within the last two days is shown by the hour, an older one by the day. */
export const bucketFor = (announcedAt: string, now: number): Bucket =>
	now - Date.parse(announcedAt) < hourlyFor * size.hour ? 'hour' : 'day';

/** Every hour or day from the first sale to now, with earlier ones if a chart needs them; at most the newest 90. */
export function seriesOf(sales: Sales[], tiers: Tiers, bucket: Bucket, now: number): Point[] {
	const first = sales[0];
	if (!first) return [];
	const step = size[bucket];
	// Buckets are aligned to Nairobi's hours and days, and the first sale's bucket starts at one.
	const sold = Date.parse(first.at);
	const last = Math.max(...sales.map((s) => Date.parse(s.at)), now);
	const passed = Math.floor((last - sold) / step) + 1;
	const origin = sold - Math.max(0, minPoints[bucket] - passed) * step;
	const points: Point[] = [];
	for (let at = origin; at <= last; at += step) {
		points.push({ at: new Date(at).toISOString(), usdc: 0, fiat: 0, revenue: 0n, face: 0n });
	}
	for (const sale of sales) {
		const point = points[Math.round((Date.parse(sale.at) - origin) / step)]!;
		point[sale.rail] += sale.tickets;
		point.revenue += BigInt(sale.revenue);
		point.face = addedFace(point.face, faceOf(tiers, sale));
	}
	return points.slice(-maxPoints);
}

export type RailTotal = Pick<Point, 'revenue' | 'face'> & { tickets: number };

/** The totals of each way of paying. */
export function byRail(sales: Sales[], tiers: Tiers): Record<'usdc' | 'fiat', RailTotal> {
	const none = (): RailTotal => ({ tickets: 0, revenue: 0n, face: 0n });
	const totals = { usdc: none(), fiat: none() };
	for (const sale of sales) {
		const total = totals[sale.rail];
		total.tickets += sale.tickets;
		total.revenue += BigInt(sale.revenue);
		total.face = addedFace(total.face, faceOf(tiers, sale));
	}
	return totals;
}
