import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import { xdr } from '@stellar/stellar-sdk';
import { z } from 'zod';
import { PassaError } from '#shared/errors.ts';
import { hex } from '#shared/hex.ts';
import type { LedgerInfo } from '../ingest/rpc-source.ts';

/**
 * Stellar's SEP-54: a batch's name is the inverted number of its first ledger, so that newer ones come first, then
 * its numbers.
 */
const batchName = /^([0-9A-F]{8})--(\d+)(?:-(\d+))?\.xdr\.zstd?$/;
const configNames = ['.config.json', 'config.json'];
const config = z.object({ networkPassphrase: z.string(), compression: z.literal('zstd') });
const mostBytes = 2 ** 30;
const mostLedger = 0xffff_ffff;

type Batch = { path: string; start: number; end: number };

/**
 * The ledgers of a folder in the layout of SEP-54, in order, up to a number. Throws LEDGERS_UNREADABLE for a folder
 * without it, or of another network, and for a file that is not what its name says.
 */
export async function* ledgersInFolder(
	folder: string,
	network: string,
	upTo: number,
): AsyncGenerator<LedgerInfo> {
	assertNetwork(folder, network);
	const batches = batchesIn(folder).filter(({ start }) => start <= upTo);
	if (batches.length === 0) throw unreadable(`${folder} holds no ledgers up to ${upTo}`);
	for (const batch of batches) yield* ledgersOf(batch);
}

function assertNetwork(folder: string, network: string): void {
	const name = configNames.find((each) => readdirSync(folder).includes(each));
	if (!name) throw unreadable(`${folder} has no config.json: is it the layout of SEP-54?`);
	const found = config.safeParse(jsonIn(join(folder, name)));
	if (!found.success)
		throw unreadable(`${join(folder, name)} names no network, or another compression than zstd`);
	const { networkPassphrase } = found.data;
	if (networkPassphrase !== network)
		throw unreadable(`${folder} holds ledgers of "${networkPassphrase}", not of "${network}"`);
}

function jsonIn(path: string): unknown {
	try {
		return JSON.parse(readFileSync(path, 'utf8'));
	} catch {
		return null;
	}
}

function batchesIn(folder: string): Batch[] {
	const found = readdirSync(folder, { recursive: true, encoding: 'utf8' }).flatMap((path): Batch[] => {
		const [, inverted, first, last] = batchName.exec(basename(path)) ?? [];
		if (!first) return [];
		const start = Number(first);
		if (Number.parseInt(inverted!, 16) !== mostLedger - start) throw unreadable(`${path} has two numbers`);
		return [{ path: join(folder, path), start, end: Number(last ?? first) }];
	});
	return found.sort((a, b) => a.start - b.start);
}

function ledgersOf({ path, start, end }: Batch): LedgerInfo[] {
	try {
		const bytes = new Uint8Array(zstdDecompressSync(readFileSync(path), { maxOutputLength: mostBytes }));
		const { startSequence, endSequence, ledgerCloseMetas } = xdr.LedgerCloseMetaBatch.fromXdr(bytes);
		const list = ledgerCloseMetas.map(infoOf);
		const isAsNamed = startSequence === start && endSequence === end && list.length === end - start + 1;
		if (isAsNamed && list.every(({ sequence }, i) => sequence === start + i)) return list;
	} catch (cause) {
		throw unreadable(`${path} cannot be read: ${(cause as Error).message}`, cause);
	}
	throw unreadable(`${path} holds other ledgers than its name says`);
}

/** As an RPC gives it. */
function infoOf(meta: xdr.LedgerCloseMeta): LedgerInfo {
	const wire = meta.toXdrObject();
	const { ledgerHeader } = wire.v === 0 ? wire.v0 : wire.v === 1 ? wire.v1 : wire.v2;
	return {
		hash: hex(ledgerHeader.hash),
		sequence: ledgerHeader.header.ledgerSeq,
		ledgerCloseTime: String(ledgerHeader.header.scpValue.closeTime),
		headerXdr: xdr.LedgerHeaderHistoryEntry.fromXdrObject(ledgerHeader).toXdr('base64'),
		metadataXdr: meta.toXdr('base64'),
	};
}

const unreadable = (why: string, cause?: unknown): PassaError =>
	new PassaError('LEDGERS_UNREADABLE', why, { cause });
