import { open } from 'node:fs/promises';
import { and, eq, inArray, lte } from 'drizzle-orm';
import { PassaError } from '#shared/errors.ts';
import { type Metadata, verifyMetadata } from '#shared/metadata.ts';
import { sha256 } from '#shared/sha256.ts';
import { holdCheckpoint } from '../models/checkpoint.ts';
import { type DocumentRow, type DocumentState, documents } from '../models/documents.ts';
import { type Message, publish } from '../models/outbox.ts';
import type { Database, Transaction } from '../models/schema.ts';

const maxBytes = 256 * 1024;
const fetchMilliseconds = 5000;
const longestPauseMilliseconds = 600_000;
const maxConcurrent = 8;

type DocumentOptions = {
	db: Database;
	/** Where our own documents are. */
	base: URL;
	/** The live messages of a verified document. */
	messagesOf: (tx: Transaction, hash: string) => Promise<Message[]>;
};

/** Fetches documents that are due, and stores those with the contract's hash. Returns how many it tried. */
export async function fetchDocuments(options: DocumentOptions, now: Date): Promise<number> {
	const { db, base } = options;
	const due = await db
		.select()
		.from(documents)
		.where(and(inArray(documents.state, ['pending', 'unreachable', 'refused']), lte(documents.nextAt, now)))
		.orderBy(documents.nextAt)
		.limit(maxConcurrent);
	await Promise.all(due.map(async (row) => recordOutcome(options, row, await fetchVerified(base, row), now)));
	return due.length;
}

type Outcome = { state: DocumentState; document: Metadata | null; reason: string | null };

/**
 * Fetches a document from the event's uri, or else from the address that follows from its hash. Anybody may publish any
 * uri, so only addresses below our own base are fetched.
 */
export async function fetchVerified(
	base: URL,
	{ uri, hash }: Pick<DocumentRow, 'uri' | 'hash'>,
): Promise<Outcome> {
	let outcome: Outcome = { state: 'unreachable', document: null, reason: 'METADATA_UNREACHABLE' };
	for (const url of placesOf(base, { uri, hash })) {
		try {
			const document = await verifyMetadata(await read(url), Buffer.from(hash, 'hex'));
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

/** Below our own base alone. */
function placesOf(base: URL, { uri, hash }: Pick<DocumentRow, 'uri' | 'hash'>): URL[] {
	const named = URL.parse(uri, base);
	const byHash = new URL(`metadata/${hash}.json`, base);
	return named?.href.startsWith(base.href) && named.href !== byHash.href ? [named, byHash] : [byHash];
}

/** The document's bytes, which have this hash; null where none of its places gives them. */
export async function readDocument(
	base: URL,
	wanted: Pick<DocumentRow, 'uri' | 'hash'>,
): Promise<Uint8Array | null> {
	for (const url of placesOf(base, wanted)) {
		const bytes = await read(url).catch(() => null);
		if (bytes && (await sha256(bytes)) === wanted.hash) return bytes;
	}
	return null;
}

/** Postgres's JSON cannot hold NUL. */
const storable = (document: Metadata): boolean => !JSON.stringify(document).includes('\\u0000');

async function read(url: URL): Promise<Uint8Array> {
	try {
		return url.protocol === 'file:' ? await readFile(url) : await readHttp(url);
	} catch (cause) {
		if (cause instanceof PassaError) throw cause;
		throw new PassaError('METADATA_UNREACHABLE', `there is no document at ${url.href}`, { cause });
	}
}

async function readFile(url: URL): Promise<Uint8Array> {
	const file = await open(url);
	try {
		const { size } = await file.stat();
		if (size > maxBytes) throw tooLarge(url);
		return new Uint8Array(await file.readFile());
	} finally {
		await file.close();
	}
}

async function readHttp(url: URL): Promise<Uint8Array> {
	const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(fetchMilliseconds) });
	if (!response.ok || !response.body) {
		throw new PassaError('METADATA_UNREACHABLE', `${url.href} answers ${response.status}`);
	}
	const parts: Uint8Array[] = [];
	let size = 0;
	for await (const part of response.body) {
		size += part.length;
		if (size > maxBytes) throw tooLarge(url);
		parts.push(part);
	}
	return new Uint8Array(Buffer.concat(parts));
}

const tooLarge = (url: URL): PassaError =>
	new PassaError('METADATA_INVALID', `the document at ${url.href} is larger than ${maxBytes} bytes`);

/** Stores the outcome. A verified document goes to listeners too; any other is fetched again after a growing pause. */
async function recordOutcome(
	{ db, messagesOf }: DocumentOptions,
	row: DocumentRow,
	outcome: Outcome,
	now: Date,
): Promise<void> {
	const pause = Math.min(1000 * 2 ** Math.min(row.attempts, 20), longestPauseMilliseconds);
	await db.transaction(async (tx) => {
		// Before any table is read: a message of an earlier ledger than the one before would take listeners back.
		if (outcome.state === 'verified') await holdCheckpoint(tx);
		await tx
			.update(documents)
			.set({ ...outcome, attempts: row.attempts + 1, nextAt: new Date(now.getTime() + pause) })
			.where(eq(documents.hash, row.hash));
		if (outcome.state === 'verified') await publish(tx, await messagesOf(tx, row.hash));
	});
}
