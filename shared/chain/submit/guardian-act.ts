import type { Keypair } from '@stellar/stellar-sdk';
import { contractCall } from '#shared/contract/contract-call.ts';
import { type FailuresOfContracts, registryFailures } from '#shared/contract/failures.ts';
import { registryArgs } from '#shared/contract/registry-args.ts';
import { failuresOf, type ReadEventStateError, readEventState } from '../state/event-state.ts';
import { readRegistryConfig } from '../state/read-registry-config.ts';
import { type Chain, type Prepared, type PrepareError, prepare } from './invoke.ts';
import { knownOf, type OperationPlan, published } from './operate.ts';

/** What the guardian does through the registry: to an event (its contract), or to the relayer. Seconds. */
export type GuardianAct =
	| { do: 'pause' | 'resume' | 'cancel'; event: string }
	| { do: 'freeze'; event: string; seconds: bigint }
	| { do: 'disable-relayer' };

/** An entry of the registry with its arguments. */
function entryOf(act: GuardianAct): [name: string, args: Record<string, unknown>] {
	switch (act.do) {
		case 'disable-relayer':
			return ['disable_relayer', {}];
		case 'freeze':
			return ['freeze', { event: act.event, seconds: act.seconds }];
		case 'cancel':
			return ['cancel', { event: act.event }];
		case 'pause':
		case 'resume':
			return ['pause', { event: act.event, on: act.do === 'pause' }];
	}
}

export type GuardianDeps = {
	chain: Chain;
	registry: string;
	/** The guardian's address: it signs, and pays the fee. */
	guardian: string;
	/** Others who sign beside it: the admin of a cancel. */
	signers?: Keypair[];
	failures: FailuresOfContracts;
};

/** Simulates the act as the guardian, who has not signed it yet. Throws PrepareError. */
export function prepareGuardianAct(
	{ chain, registry, guardian, signers = [], failures }: GuardianDeps,
	act: GuardianAct,
): Promise<Prepared> {
	const [name, args] = entryOf(act);
	const operation = contractCall(registry, name, registryArgs(name, args));
	return prepare({ chain, source: guardian, operation, signers, failures });
}

export type PlanGuardianActError = ReadEventStateError | PrepareError;

/**
 * The dry run of an act on an event, for the guardian's wallet to sign: the same form as an organizer's. Throws
 * PlanGuardianActError, with the contract's own code where it would refuse.
 */
export async function planGuardianAct(
	chain: Chain,
	registry: string,
	act: Extract<GuardianAct, { event: string }>,
): Promise<OperationPlan> {
	const { event } = act;
	const [state, { guardian }] = await Promise.all([
		readEventState(chain.rpcUrl, event),
		readRegistryConfig(chain.rpcUrl, registry),
	]);
	const failures = { ...failuresOf(event, state), [registry]: registryFailures };
	const prepared = await prepareGuardianAct({ chain, registry, guardian, failures }, act);
	const { transaction, fee, feePaid, events } = prepared;
	const frozen = published(events, { event, name: 'frozen', version: state.version });
	return {
		...knownOf(event, state),
		operation: { do: 'guardian' },
		signer: guardian,
		...{ postponed: null, pays: null, refundsUntil: null },
		frozenUntil: frozen ? frozen.payload.until : null,
		...{ fee, feePaid, envelope: transaction.toEnvelope().toXdr('base64'), failures },
	};
}
