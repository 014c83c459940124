import * as m from '#lib/paraglide/messages.js';
import type { Evidence } from '#shared/chain/audit/evidence.ts';

export type FileAge = 'unasked' | 'current' | 'old' | 'differs' | 'behind';

/** What nodes say of a file's age; null where the evidence is of no file. */
export function fileAge({ file, ledger }: Pick<Evidence, 'file' | 'ledger'>): FileAge | null {
	if (!file) return null;
	const { nodes } = file;
	if (nodes.length === 0) return 'unasked';
	if (nodes.some((node) => node.ledger < ledger)) return 'behind';
	if (nodes.some((node) => node.differences.length > 0)) return 'differs';
	return nodes.some((node) => node.isOld) ? 'old' : 'current';
}

/** Whether a file is up to date, in sentences. `node`: who was asked. */
export function fileAgeWords(evidence: Pick<Evidence, 'file' | 'ledger'>, node: string): string {
	const { file, ledger } = evidence;
	const [asked] = file?.nodes ?? [];
	const now = asked?.ledger ?? ledger;
	switch (fileAge(evidence)) {
		case 'current':
			return m.file_age_current({ node, ledger: now });
		case 'old':
			return said(m.file_age_old({ node, ledger }), asked?.laterEvents ?? 0);
		case 'differs':
			return m.file_age_differs({ node });
		case 'behind':
			return m.file_age_behind({ node, ledger, now });
		default:
			return m.file_age_unasked({ ledger });
	}
}

/** A change may be in no entry of the log, such as a ticket's move. */
const said = (words: string, count: number): string =>
	count > 0 ? `${words} ${m.file_age_later({ count })}` : words;
