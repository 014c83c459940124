import type { xdr } from '@stellar/stellar-sdk';
import { PassaError } from '#shared/errors.ts';
import { hex } from '#shared/hex.ts';
import { digest } from '../digest.ts';
import { fieldsOf, ledger, optional, text, Unreadable } from '../forms.ts';
import type { Archive } from './archive.ts';
import { type ArchiveErrorCode, archiveError, unreadableFile } from './archive-error.ts';
import { archiveStatePath, checkpointOf, checkpointPath, isCheckpoint } from './checkpoints.ts';
import { gunzip, isDatedGzip } from './gunzip.ts';
import { type ArchivedLedger, ledgersIn } from './ledger-file.ts';
import { resultsIn } from './result-file.ts';

/**
 * Most bytes of each kind of file. 64 headers have 30 kB; the results of one checkpoint on the public network have
 * some tens of MB.
 */
const mostState = 1_000_000;
const mostHeaders = 1_000_000;
const mostResultsPacked = 64_000_000;
const mostResults = 256_000_000;

/** What an archive has of the ledgers that it was asked for. */
export type ArchiveReading = {
	name: string;
	/** By number: ledgers in the files that were read. */
	ledgers: Map<number, ArchivedLedger>;
	/** The archive's newest checkpoint; null where it does not say. */
	newestCheckpoint: number | null;
	/**
	 * What identifies the publication of the files that were read: SHA-256 in hex over them as they are stored. A
	 * publisher's gzip writes the time into a file (`isDated`), so two archives with the same bytes are one that was copied.
	 * Without a time anybody's are the same. Null unless all `needed` were read.
	 */
	stored: { digest: string; isDated: boolean } | null;
	/** Why it does not give one of the `needed`; null where it gives all. */
	fault: { code: ArchiveErrorCode; message: string } | null;
};

type ReadOptions = {
	/** Ledgers that are taken from the same files, at no cost. */
	wanted?: number[];
	/**
	 * The network's newest ledger as far as the reader knows. An archive that says nothing of itself cannot have published a
	 * checkpoint that was not closed by then.
	 */
	newestLedger?: number;
};

/**
 * Reads the checkpoints of the `needed` ledgers. Never rejects: what an archive does not give is its reading's `fault`.
 */
export async function readArchive(
	archive: Archive,
	passphrase: string,
	needed: number[],
	{ wanted = needed, newestLedger = Number.POSITIVE_INFINITY }: ReadOptions = {},
): Promise<ArchiveReading> {
	const reading: ArchiveReading = {
		name: archive.name,
		ledgers: new Map(),
		newestCheckpoint: null,
		stored: null,
		fault: null,
	};
	try {
		reading.newestCheckpoint = await readState(archive, passphrase);
		const files: Uint8Array[] = [];
		for (const checkpoint of new Set(needed.map(checkpointOf))) {
			assertPublished(checkpoint, reading.newestCheckpoint);
			const isDue = reading.newestCheckpoint !== null || newestLedger > checkpoint;
			const { file, ledgers } = await readLedgers(archive, checkpoint).catch((error: PassaError) => {
				throw isDue || error.code !== 'ARCHIVE_FILE_MISSING' ? error : notDue(checkpoint, newestLedger);
			});
			files.push(file);
			for (const found of ledgers)
				if (wanted.includes(found.ledger) || needed.includes(found.ledger))
					reading.ledgers.set(found.ledger, found);
		}
		reading.stored = files.length > 0 ? storedAs(files) : null;
	} catch (error) {
		if (!(error instanceof PassaError)) throw error;
		reading.fault = { code: error.code as ArchiveErrorCode, message: error.message };
	}
	return reading;
}

/**
 * A ledger's results, as its header at the same archive commits to them; null where it has no transactions. Throws
 * ArchiveError.
 */
export async function readResults(
	archive: Archive,
	ledgerSeq: number,
): Promise<xdr.TransactionResultSet | null> {
	const checkpoint = checkpointOf(ledgerSeq);
	const { ledgers } = await readLedgers(archive, checkpoint);
	const path = checkpointPath('results', checkpoint);
	const bytes = await gunzip(path, await archive.read(path, mostResultsPacked), mostResults);
	return resultsIn(bytes, checkpoint, ledgers).get(ledgerSeq) ?? null;
}

type LedgerFile = { file: Uint8Array; ledgers: ArchivedLedger[] };

async function readLedgers(archive: Archive, checkpoint: number): Promise<LedgerFile> {
	const path = checkpointPath('ledger', checkpoint);
	const file = await archive.read(path, mostHeaders);
	return { file, ledgers: ledgersIn(await gunzip(path, file, mostHeaders), checkpoint) };
}

function storedAs(files: Uint8Array[]): ArchiveReading['stored'] {
	const digests = files.map((file) => hex(digest(file)));
	return { digest: hex(digest(new TextEncoder().encode(digests.join()))), isDated: files.every(isDatedGzip) };
}

function assertPublished(checkpoint: number, newest: number | null): void {
	if (newest === null || checkpoint <= newest) return;
	const has = newest === 0 ? 'it has published none yet' : `its newest checkpoint is ${newest}`;
	const words = `the archive will publish it with ledger ${checkpoint}; ${has}`;
	throw archiveError('ARCHIVE_NOT_YET', words, { detail: { checkpoint, newest } });
}

/** An address that has nothing looks the same: what is certain is that no archive can have the file. */
const notDue = (checkpoint: number, newest: number) =>
	archiveError(
		'ARCHIVE_NOT_YET',
		`an archive publishes it with ledger ${checkpoint}, and the newest ledger known here is ${newest}; there is no archive’s state at this place yet`,
		{ detail: { checkpoint, newest } },
	);

const archiveState = fieldsOf({ currentLedger: ledger, networkPassphrase: optional(text) });

/**
 * The newest checkpoint, by the archive's own state. Null where that file is missing: a folder may hold only the
 * checkpoints that somebody downloaded. Throws ArchiveError.
 */
async function readState(archive: Archive, passphrase: string): Promise<number | null> {
	const bytes = await archive.read(archiveStatePath, mostState).catch((error: PassaError) => {
		if (error.code !== 'ARCHIVE_FILE_MISSING') throw error;
		return null;
	});
	if (!bytes) return null;
	const { currentLedger, networkPassphrase } = stateIn(bytes);
	if (networkPassphrase !== undefined && networkPassphrase !== passphrase) {
		const words = `the archive is of the network "${networkPassphrase}", not of "${passphrase}"`;
		throw archiveError('ARCHIVE_WRONG_NETWORK', words);
	}
	// A new archive is begun with ledger 0, before its first checkpoint.
	if (currentLedger !== 0 && !isCheckpoint(currentLedger))
		throw unreadableFile(archiveStatePath, `ledger ${currentLedger} is no checkpoint`);
	return currentLedger;
}

function stateIn(bytes: Uint8Array) {
	try {
		return archiveState(JSON.parse(new TextDecoder().decode(bytes)), 'the state');
	} catch (cause) {
		const why = cause instanceof Unreadable ? cause.message : 'it is not JSON';
		throw unreadableFile(archiveStatePath, why, cause);
	}
}
