import * as m from '#lib/paraglide/messages.js';
import { entryOf } from '#lib/text/entry-of.ts';
import type { ArchiveAnswer } from '#shared/chain/audit/anchor.ts';

type FaultCode = NonNullable<ArchiveAnswer['fault']>['code'];
type Words = (values: { archive: string }) => string;

/** Why an archive does not count, as a sentence. */
const faultWords = {
	ARCHIVE_NOT_YET: m.archive_not_yet,
	ARCHIVE_FILE_MISSING: m.archive_missing,
	ARCHIVE_UNREADABLE: m.archive_unreadable,
	ARCHIVE_TOO_LARGE: m.archive_unreadable,
	ARCHIVE_WRONG_NETWORK: m.archive_wrong_network,
	ARCHIVE_BUSY: m.archive_away,
	ARCHIVE_UNREACHABLE: m.archive_away,
	SOURCE_REDIRECTS: m.archive_redirects,
	ANCHOR_SAME_SOURCE: m.archive_same_source,
} satisfies Record<FaultCode, Words>;

/** The host of an address; of a folder its name. */
export const hostOf = (address: string): string => URL.parse(address)?.host || address;

/** What a history archive says of a ledger, as a sentence that is true. */
export function archiveWords(
	{ name, state, copyOf, fault, checkpoint, follows }: ArchiveAnswer,
	ledger: number,
): string {
	const archive = hostOf(name);
	if (state === 'differs') return m.archive_differs({ archive, ledger });
	if (state === 'copy') return m.archive_copy({ archive, other: hostOf(copyOf ?? '') });
	if (state === 'agrees')
		return follows === 0
			? m.archive_agrees({ archive })
			: m.archive_agrees_followed({ archive, checkpoint, count: follows });
	const words: Words | undefined = fault ? entryOf(faultWords, fault.code) : undefined;
	return words ? words({ archive }) : m.archive_unknown({ archive });
}
