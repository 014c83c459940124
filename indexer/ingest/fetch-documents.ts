import { open } from 'node:fs/promises';
import { and, eq, inArray, lte } from 'drizzle-orm';
import { PassaError } from '#shared/errors.ts';
import { type Metadata, verifyMetadata } from '#shared/metadata.ts';
import { eventChannel } from '../live/channels.ts';
import { readCheckpoint } from '../models/checkpoint.ts';
import { type DocumentRow, type DocumentState, documents } from '../models/documents.ts';
import { events } from '../models/events.ts';
import { publish } from '../models/outbox.ts';
import type { Database } from '../models/schema.ts';
import { eventParts, liveEvent } from '../views/live-event.ts';
import { secondsOf } from '../views/wire.ts';

const maxBytes = 256 * 1024;
const fetchMilliseconds = 5000;
const longestPause = 600_000;
const maxConcurrent = 8;

/** Fetches documents that are due, and keeps those whose hash is the contract's. Returns how many it looked at. */
export async function fetchDocuments(db: Database, base: URL, now: Date): Promise<number> {
	const open = await db
		.select()
		.from(documents)
		.where(and(inArray(documents.state, ['pending', 'unreachable', 'refused']), lte(documents.nextAt, now)))
		.orderBy(documents.nextAt)
		.limit(maxConcurrent);
	await Promise.all(open.map(async (row) => recordOutcome(db, row, await fetchVerified(base, row), now)));
	return open.length;
}

type Outcome = { state: DocumentState; document: Metadata | null; reason: string | null };

/**
 * Anybody may publish any address, so only places beneath our own base are asked: the uri where it lies there, and the
 * place that the hash names.
 */
async function fetchVerified(base: URL, { uri, hash }: DocumentRow): Promise<Outcome> {
	const named = URL.parse(uri, base);
	const byHash = new URL(`metadata/${hash}.json`, base);
	const urls = named?.href.startsWith(base.href) && named.href !== byHash.href ? [named, byHash] : [byHash];
	let outcome: Outcome = { state: 'unreachable', document: null, reason: 'METADATA_UNREACHABLE' };
	for (const place of urls) {
		try {
			const document = await verifyMetadata(await read(place), Buffer.from(hash, 'hex'));
			return storable(document)
				? { state: 'verified', document, reason: null }
				: { state: 'refused', document: null, reason: 'METADATA_INVALID' };
		} catch (error) {
			const code = error instanceof PassaError ? error.code : 'METADATA_INVALID';
			if (code === 'METADATA_UNREACHABLE') continue;
			outcome = { state: 'refused', document: null, reason: code };
		}
	}
	return outcome;
}

/** Postgres's JSON cannot hold NUL. */
const storable = (document: Metadata): boolean => !JSON.stringify(document).includes('\\u0000');

async function read(place: URL): Promise<Uint8Array> {
	try {
		return place.protocol === 'file:' ? await readFile(place) : await readHttp(place);
	} catch (cause) {
		if (cause instanceof PassaError) throw cause;
		throw new PassaError('METADATA_UNREACHABLE', `there is no document at ${place.href}`, { cause });
	}
}

async function readFile(place: URL): Promise<Uint8Array> {
	const file = await open(place);
	try {
		const { size } = await file.stat();
		if (size > maxBytes) throw tooLarge(place);
		return new Uint8Array(await file.readFile());
	} finally {
		await file.close();
	}
}

async function readHttp(place: URL): Promise<Uint8Array> {
	const response = await fetch(place, { redirect: 'error', signal: AbortSignal.timeout(fetchMilliseconds) });
	if (!response.ok || !response.body) {
		throw new PassaError('METADATA_UNREACHABLE', `${place.href} answers ${response.status}`);
	}
	const parts: Uint8Array[] = [];
	let size = 0;
	for await (const part of response.body) {
		size += part.length;
		if (size > maxBytes) throw tooLarge(place);
		parts.push(part);
	}
	return new Uint8Array(Buffer.concat(parts));
}

const tooLarge = (place: URL): PassaError =>
	new PassaError('METADATA_INVALID', `the document at ${place.href} is larger than ${maxBytes} bytes`);

/** A verified document is told to the listeners of the events it describes; any other one is tried again later. */
async function recordOutcome(db: Database, row: DocumentRow, outcome: Outcome, now: Date): Promise<void> {
	const pause = Math.min(1000 * 2 ** Math.min(row.attempts, 20), longestPause);
	await db.transaction(async (tx) => {
		await tx
			.update(documents)
			.set({ ...outcome, attempts: row.attempts + 1, nextAt: new Date(now.getTime() + pause) })
			.where(eq(documents.hash, row.hash));
		if (outcome.state !== 'verified') return;
		const described = await tx
			.select({ no: events.no })
			.from(events)
			.where(eq(events.metadataHash, row.hash));
		const { ledger, closedAt } = await readCheckpoint(tx);
		const parts = await eventParts(
			tx,
			described.map((d) => d.no),
		);
		const causes = [{ name: 'described', n: '0', txHash: '' }];
		const chainNow = secondsOf(closedAt ?? new Date(0));
		const messages = parts.map((p) => ({
			channel: eventChannel(p.row.address),
			ledger,
			payload: { event: liveEvent(p, chainNow), causes },
		}));
		await publish(tx, messages);
	});
}
