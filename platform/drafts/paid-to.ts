import type { PayeeRole } from '#shared/payee-roles.ts';
import type { DraftContent, DraftPayee } from '../models/draft-content.ts';
import type { PayeeAnswers } from './payee-answers.ts';

type Facts = { answers: PayeeAnswers; payouts: string | null };

/** Where a payee of a draft is paid. `waiting`: an invitation is open. `uninvited`: none was sent, or it is over. */
export type PaidTo =
	| { is: 'address'; address: string }
	| { is: 'held'; invitation: string; account: string }
	| { is: 'waiting' | 'uninvited' | 'missing' };

/** An address that the organizer wrote comes before an invitation. */
export function paidTo({ address, invited }: DraftPayee, { answers }: Pick<Facts, 'answers'>): PaidTo {
	if (address !== '') return { is: 'address', address };
	if (invited === undefined) return { is: 'missing' };
	const answer = answers.get(invited);
	if (!answer) return { is: 'uninvited' };
	if (answer.is === 'wallet') return { is: 'address', address: answer.address };
	return answer.is === 'held' ? answer : { is: 'waiting' };
}

/** A share that the payouts account gets for somebody. `invitation` is the same in `held_shares`. */
export type DeferredShare = {
	invitation: string;
	account: string;
	name: string;
	role: PayeeRole;
	bps: number;
};
export type ChainPayee = {
	address: string;
	name: string;
	role: PayeeRole;
	bps: number;
	/** Of the payouts account: whose money it gets. */
	held: DeferredShare[];
};

/**
 * The payees as the contract gets them, without the platform. An address stands in it once, so the payouts account gets
 * the sum of all deferred shares, at the place of the first one.
 */
export function chainPayees({ payees }: DraftContent, facts: Facts): ChainPayee[] {
	const found: ChainPayee[] = [];
	for (const payee of payees) {
		const to = paidTo(payee, facts);
		const { bps, role } = payee;
		const name = payee.name.trim();
		if (to.is !== 'held') {
			found.push({ address: to.is === 'address' ? to.address : '', name, role, bps, held: [] });
			continue;
		}
		const share = { invitation: to.invitation, account: to.account, name, role, bps };
		const other = found.find(({ held }) => held.length > 0);
		if (other) addTo(other, share);
		else found.push({ address: facts.payouts ?? '', name: deferredName([share]), role, bps, held: [share] });
	}
	return found;
}

function addTo(payee: ChainPayee, share: DeferredShare): void {
	payee.held.push(share);
	payee.bps += share.bps;
	payee.name = deferredName(payee.held);
	if (payee.role !== share.role) payee.role = 'other';
}

/** For readers of the document that do not know of deferred shares. Pages have words of their own. */
const deferredName = (held: DeferredShare[]): string =>
	`Held for ${held.map(({ name }) => name).join(', ')} by Passa`;
