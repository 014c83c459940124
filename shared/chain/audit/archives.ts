import type { PassaError } from '#shared/errors.ts';
import type { Archive } from '../archive/archive.ts';
import { type ArchiveReading, readArchive } from '../archive/read-archive.ts';
import type { AuditedArchive, Evidence } from './evidence.ts';
import { assertOtherSource, type Lookup } from './independent-source.ts';
import { newestLedgers, provedLedgers } from './second-source.ts';

/**
 * The evidence beside what history archives have of its ledgers. `urls`: the nodes that were asked. An archive at the
 * address of one of them, or of an archive before it, does not count: one source would confirm itself.
 */
export async function withArchives(
	evidence: Evidence,
	archives: Archive[],
	urls: string[],
	lookup?: Lookup,
): Promise<Evidence> {
	const others = [...urls];
	const read: AuditedArchive[] = [];
	for (const archive of archives) {
		read.push((await sameSource(archive, others, lookup)) ?? (await readOne(evidence, archive)));
		others.push(archive.url ?? archive.name);
	}
	return { ...evidence, archives: read };
}

function readOne(evidence: Evidence, archive: Archive): Promise<ArchiveReading> {
	const { passphrase } = evidence.source;
	return readArchive(archive, passphrase, newestLedgers(evidence), provedLedgers(evidence));
}

async function sameSource(
	{ name, url }: Archive,
	others: string[],
	lookup: Lookup | undefined,
): Promise<AuditedArchive | null> {
	const none = { name, ledgers: new Map(), newestCheckpoint: null };
	if (url === null) {
		if (!others.includes(name)) return null;
		return { ...none, fault: { code: 'ANCHOR_SAME_SOURCE', message: `${name} is named twice` } };
	}
	try {
		for (const other of others) if (URL.canParse(other)) await assertOtherSource(other, url, lookup);
		return null;
	} catch (error) {
		const { message } = error as PassaError;
		return { ...none, fault: { code: 'ANCHOR_SAME_SOURCE', message } };
	}
}
