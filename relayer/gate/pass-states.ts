import { and, eq } from 'drizzle-orm';
import { orderOf } from '#shared/chain/state/ids.ts';
import { gateEntries } from '../models/entries.ts';
import { passCertificates } from '../models/passes.ts';
import { eventFacts } from './event-facts.ts';
import type { GateDeps } from './gate-deps.ts';
import { ticketFacts } from './ticket-facts.ts';

/** Names a pass of a device. `event`: the contract's address. */
export type PassOfDevice = { event: string; ticket: bigint; delegation: number };

/**
 * What a gate would make of a pass. `ended`: its holder chose another device; `moved`: somebody else holds the ticket.
 * `unknown`: it is no pass of this device, or nothing can be read now.
 */
export const states = ['good', 'ended', 'moved', 'refunded', 'used', 'cancelled', 'unknown'] as const;
export type PassState = (typeof states)[number];

/** Says to a device how its passes stand. One that does not name the key of the pass gets `unknown`. */
export async function passStates(
	deps: GateDeps,
	deviceKey: Uint8Array,
	passes: readonly PassOfDevice[],
): Promise<PassState[]> {
	const found: PassState[] = [];
	for (const pass of passes) found.push(await stateOf(deps, deviceKey, pass));
	return found;
}

async function stateOf(deps: GateDeps, deviceKey: Uint8Array, pass: PassOfDevice): Promise<PassState> {
	const { event, ticket, delegation } = pass;
	const [row] = await deps.db
		.select({ deviceKey: passCertificates.deviceKey, endedAt: passCertificates.endedAt })
		.from(passCertificates)
		.where(
			and(
				eq(passCertificates.event, event),
				eq(passCertificates.ticket, ticket),
				eq(passCertificates.delegation, delegation),
			),
		);
	if (!row || Buffer.compare(row.deviceKey, deviceKey) !== 0) return 'unknown';
	const facts = await eventFacts(deps, event);
	if (facts !== 'failed' && facts.cancelled) return 'cancelled';
	const now = await ticketFacts(deps, event, ticket, delegation);
	if (now === 'failed' || now === 'unknown') return 'unknown';
	if (now.state === 'refunded') return 'refunded';
	if (now.endedDelegations.includes(delegation)) return row.endedAt ? 'ended' : 'moved';
	// Who may go out and come back shows the pass again.
	if (facts !== 'failed' && facts.reentry !== 'none') return 'good';
	return now.state === 'used' || (await isInside(deps, pass)) ? 'used' : 'good';
}

/** The chain learns of an entry later than the gate. */
async function isInside({ db }: Pick<GateDeps, 'db'>, { event, ticket }: PassOfDevice): Promise<boolean> {
	const { order: chainOrder, index } = orderOf(ticket);
	const [entry] = await db
		.select({ inside: gateEntries.inside })
		.from(gateEntries)
		.where(
			and(eq(gateEntries.event, event), eq(gateEntries.chainOrder, chainOrder), eq(gateEntries.index, index)),
		);
	return entry?.inside === true;
}
