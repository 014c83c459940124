import { z } from '@hono/zod-openapi';
import { and, eq, inArray } from 'drizzle-orm';
import { audits } from '../models/audits.ts';
import { quarantine } from '../models/quarantine.ts';
import type { Reader } from '../models/schema.ts';
import { isoTime } from './json-values.ts';

export const eventFaultSchema = z
	.object({
		code: z.string().openapi({ description: 'as /status names it, e.g. LOG_GAP; or MODELS_DIFFER' }),
		since: isoTime.openapi({ description: 'of MODELS_DIFFER: when it was compared last' }),
	})
	.nullable()
	.openapi({
		description:
			'Not null while this event’s numbers may be old or wrong: its log is in quarantine, or its read models differ from the chain. Sales go on, for contract and relayer keep their own counts.',
	});

export type EventFault = NonNullable<z.infer<typeof eventFaultSchema>>;

/** The faults of these events, by their numbers. A log in quarantine comes before a difference, which follows from it. */
export async function faultsOf(
	db: Reader,
	rows: { no: number; address: string }[],
): Promise<Map<number, EventFault>> {
	if (rows.length === 0) return new Map();
	const nos = rows.map(({ no }) => no);
	const addresses = rows.map(({ address }) => address);
	const held = await db.select().from(quarantine).where(inArray(quarantine.contract, addresses));
	const differing = await db
		.select()
		.from(audits)
		.where(and(inArray(audits.eventNo, nos), eq(audits.ok, false)));
	const noOf = new Map(rows.map(({ no, address }) => [address, no]));
	return new Map([
		...differing.map(({ eventNo, at }) => entry(eventNo, 'MODELS_DIFFER', at)),
		...held.map(({ contract, code, since }) => entry(noOf.get(contract)!, code, since)),
	]);
}

const entry = (no: number, code: string, since: Date): [number, EventFault] => [
	no,
	{ code, since: since.toISOString() },
];
