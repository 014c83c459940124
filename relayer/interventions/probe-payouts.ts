import { type Chain, prepare } from '#shared/chain/submit/invoke.ts';
import { contractCall } from '#shared/contract/contract-call.ts';
import { PassaError } from '#shared/errors.ts';
import type { EventCalls } from '../keeper/read-dues.ts';
import type { Receiver } from './receivers.ts';

export type Probed = Receiver & {
	/** Why the network would not pay this receiver now: a stable code; null: it would. */
	refusal: string | null;
};

type Probing = {
	chain: Chain;
	/** Any account of ours: nothing is signed or sent. */
	source: string;
	event: string;
	calls: EventCalls;
};

/** Asks the network for each receiver alone whether it can be paid now: the contract's claim says why not. */
export const probePayouts = (probing: Probing, receivers: Receiver[]): Promise<Probed[]> =>
	Promise.all(receivers.map(async (each) => ({ ...each, refusal: await refusalOf(probing, each) })));

async function refusalOf(
	{ chain, source, event, calls: { version, failures } }: Probing,
	{ payee, address }: Receiver,
): Promise<string | null> {
	const [name, args] = payee === null ? ['claim_creator', { creator: address }] : ['claim', { index: payee }];
	try {
		const operation = contractCall(event, name, version.args(name, args));
		await prepare({ chain, source, operation, failures });
		return null;
	} catch (error) {
		// The network's own troubles say nothing about a receiver.
		if (!(error instanceof PassaError) || /^(RPC_|NETWORK_)/.test(error.code)) throw error;
		return error.code;
	}
}
