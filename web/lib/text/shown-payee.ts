import * as m from '#lib/paraglide/messages.js';
import { roleName } from './roles.ts';

type Payee = { role: string; name: string | null; held?: { name: string }[] | undefined };

/** Who a payee is, for people: whose money is held, else the name, else the role. */
export function shownPayee({ role, name, held = [] }: Payee): string {
	if (held.length > 0) return m.held_for({ names: held.map((each) => each.name).join(', ') });
	return name ?? roleName(role);
}
