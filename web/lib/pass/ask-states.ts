import * as m from '#lib/paraglide/messages.js';
import type { PassState } from '#relayer/client.ts';
import type { DeviceKey } from './device-store.ts';
import { type HeldPass, passName } from './held-pass.ts';

const words: Partial<Record<PassState, () => string>> = {
	ended: m.ps_ended_device,
	moved: m.ps_ended_moved,
	refunded: m.ps_ended_refunded,
	used: m.ps_ended_used,
	cancelled: m.ps_cancelled,
};
const mostAtOnce = 50;
const patienceMs = 8000;

/** Why these passes let nobody in, by their names; a good one is left out. `before` stays where the server gives no answer. */
export async function endedPasses(
	{ publicKey }: DeviceKey,
	passes: HeldPass[],
	before: Map<string, string>,
	get: typeof fetch = fetch,
): Promise<Map<string, string>> {
	const items = passes
		.slice(0, mostAtOnce)
		.map(({ event, ticket, delegation }) => ({ event, ticket, delegation }));
	try {
		const response = await get('/api/relayer/v1/passes/state', {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ deviceKey: publicKey, items }),
			signal: AbortSignal.timeout(patienceMs),
		});
		if (!response.ok) return before;
		const answer = (await response.json()) as {
			items: { event: string; ticket: string; state: PassState }[];
		};
		return new Map(
			answer.items.flatMap((each) => {
				const why = words[each.state]?.();
				return why ? [[passName(each), why]] : [];
			}),
		);
	} catch {
		return before;
	}
}
