import { type OpenList, openList } from '#shared/gate/decide-offline.ts';
import type { GateList } from '#shared/gate/gate-list.ts';
import type { KeptDecision } from '#shared/gate/queued-scan.ts';

/** Opens a list. Whom this device has admitted since is in, whatever the list says. Throws OpenListError. */
export async function openWithQueue(
	list: GateList,
	queue: KeptDecision[],
	verified?: OpenList['verifier']['verified'],
): Promise<OpenList> {
	const open = await openList(list, verified);
	for (const scan of queue) {
		if (!scan.answer.success || scan.ticket === null) continue;
		const ticket = BigInt(scan.ticket);
		const original = open.entries.get(ticket)?.original ?? {
			gate: open.gate.name,
			at: scan.answer.timestamp,
		};
		open.entries.set(ticket, { original, inside: scan.direction === 'in' });
	}
	return open;
}
