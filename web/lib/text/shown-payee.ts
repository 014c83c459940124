import * as m from '#lib/paraglide/messages.js';
import { deferredShares } from '#shared/deferred-shares.ts';
import type { Metadata } from '#shared/metadata.ts';
import { namesPassa } from '#shared/payee-name.ts';
import { shownRole } from '#shared/payee-roles.ts';
import { roleName } from './roles.ts';

/** `role` is one that the contract agrees with. `held` are shares at the platform's own account. */
type Payee = { role: string; name: string | null; held?: { name: string }[] | undefined };

/** Who a payee is, for people: whose money is held, else the name, else the role. A name that says Passa is no name. */
export function shownPayee({ role, name, held = [] }: Payee): string {
	if (held.length > 0) return m.held_for({ names: held.map((each) => each.name).join(', ') });
	return name === null || (role !== 'platform' && namesPassa(name)) ? roleName(role) : name;
}

/** The names of an event's payees by its verified document, in their order on chain; empty without a document. */
export const documentNames = (
	document: Metadata | null,
	payees: readonly { address: string; role: number }[],
	payouts: string | null,
): (string | null)[] =>
	document
		? payees.map(({ address, role }, i) => {
				const payee = document.payees[i];
				const held = deferredShares(payee, address, payouts);
				return payee ? shownPayee({ role: shownRole(role, payee.role), name: payee.name, held }) : null;
			})
		: [];
