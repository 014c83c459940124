import * as m from '#lib/paraglide/messages.js';
import type { Metadata } from '#shared/metadata.ts';
import { roleName } from './roles.ts';

type Payee = { role: string; name: string | null; held?: { name: string }[] | undefined };

/** Who a payee is, for people: whose money is held, else the name, else the role. */
export function shownPayee({ role, name, held = [] }: Payee): string {
	if (held.length > 0) return m.held_for({ names: held.map((each) => each.name).join(', ') });
	return name ?? roleName(role);
}

/** The names of an event's `count` payees by its verified document; null where it names none. */
export const documentNames = (document: Metadata | null, count: number): (string | null)[] =>
	Array.from({ length: document ? count : 0 }, (_, i) => {
		const payee = document!.payees[i];
		return payee ? shownPayee(payee) : null;
	});
