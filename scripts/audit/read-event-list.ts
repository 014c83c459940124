import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { eventsOf, readingsIn } from '#shared/chain/audit/readings.ts';
import type { RawEvent } from '#shared/contract/raw-event.ts';
import { PassaError } from '#shared/errors.ts';

const eventList = z.array(
	z.object({
		id: z.string().regex(/^\d{19}-\d{10}$/),
		ledger: z.number().int(),
		ledgerClosedAt: z.iso.datetime(),
		contractId: z.string(),
		txHash: z.string().regex(/^[0-9a-f]{64}$/),
		topic: z.array(z.base64()).max(4),
		value: z.base64(),
		inSuccessfulContractCall: z.boolean(),
	}),
);

/**
 * Events as an RPC gives them, or those of an evidence file, from a file or an address. They need no trust: the contract's
 * log proves them.
 */
export async function readEventList(from: string): Promise<RawEvent[]> {
	const text = await (/^https?:\/\//.test(from)
		? download(from)
		: Promise.resolve().then(() => readFileSync(from, 'utf8'))
	).catch((cause) => {
		throw new PassaError('EVENTS_UNREADABLE', `cannot read events from ${from}`, { cause });
	});
	const read = tryJson(text);
	const parsed = eventList.safeParse(Array.isArray(read) ? read : eventsOfFile(text));
	if (!parsed.success)
		throw new PassaError(
			'EVENTS_UNREADABLE',
			`${from} is no evidence file, and holds no list of events as an RPC's getEvents gives them`,
		);
	return parsed.data;
}

function eventsOfFile(text: string): RawEvent[] | null {
	try {
		return eventsOf(readingsIn(text));
	} catch {
		return null;
	}
}

async function download(url: string): Promise<string> {
	const response = await fetch(url);
	if (!response.ok) throw new Error(`HTTP ${response.status}`);
	return response.text();
}

function tryJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}
