import type { PassaError } from '#shared/errors.ts';
import type { Archive } from '../archive/archive.ts';
import { type ArchiveReading, readArchive } from '../archive/read-archive.ts';
import type { AuditedArchive, Evidence } from './evidence.ts';
import { assertOtherSource, type Lookup } from './independent-source.ts';
import { newestLedgers, provedLedgers } from './second-source.ts';

/**
 * The evidence beside what history archives have of its ledgers. `urls`: the nodes that were asked. An archive at the
 * address of one of them, or of an archive before it, does not count: one source would confirm itself. Nor does one with
 * the files of an archive before it. Whether two folders come from two archives only their owner can know.
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
		const same = await sameSource(archive, others, lookup);
		const reading = same ?? { ...(await readOne(evidence, archive)), copyOf: null };
		read.push({ ...reading, copyOf: originalOf(reading, archive, read, archives) });
		others.push(archive.url ?? archive.name);
	}
	return { ...evidence, archives: read };
}

function readOne(evidence: Evidence, archive: Archive): Promise<ArchiveReading> {
	const { source, file } = evidence;
	const newestLedger = Math.max(evidence.newestLedger, ...(file?.nodes ?? []).map(({ ledger }) => ledger));
	const wanted = provedLedgers(evidence);
	return readArchive(archive, source.passphrase, newestLedgers(evidence), { wanted, newestLedger });
}

/**
 * The name of an archive before it whose files are the same. Files without a time are the same at every archive: that two
 * addresses have them says nothing, but a folder has no address that would tell it from another.
 */
function originalOf(
	{ stored }: ArchiveReading | AuditedArchive,
	{ url }: Archive,
	before: AuditedArchive[],
	archives: Archive[],
): string | null {
	const found = before.find((each, i) => {
		const mayBeOne = stored?.isDated || url === null || archives[i]!.url === null;
		return stored && each.copyOf === null && each.stored?.digest === stored.digest && mayBeOne;
	});
	return found?.name ?? null;
}

async function sameSource(
	{ name, url }: Archive,
	others: string[],
	lookup: Lookup | undefined,
): Promise<AuditedArchive | null> {
	const none = { name, ledgers: new Map(), newestCheckpoint: null, stored: null, copyOf: null };
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
