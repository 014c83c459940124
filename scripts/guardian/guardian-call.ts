import type { Keypair } from '@stellar/stellar-sdk';
import { type Chain, type Prepared, prepare, send, signWith } from '#shared/chain/submit/invoke.ts';
import { contractCall } from '#shared/contract/contract-call.ts';
import type { FailuresOfContracts } from '#shared/contract/failures.ts';
import { registryArgs } from '#shared/contract/registry-args.ts';
import { PassaError } from '#shared/errors.ts';
import { wholeNumber } from '../flags.ts';

export const guardianActs = ['pause', 'resume', 'freeze', 'cancel', 'disable-relayer'] as const;
export type GuardianAct = (typeof guardianActs)[number];

/** An entry of the registry with its arguments. */
export type RegistryCall = { name: string; args: Record<string, unknown> };

const mostHours = 7 * 24;

/** `event`: the contract's address; null for what concerns no event. Throws FLAGS_INVALID. */
export function guardianCall(
	act: GuardianAct,
	event: string | null,
	hours: string | undefined,
): RegistryCall {
	if (act === 'disable-relayer') return { name: 'disable_relayer', args: {} };
	if (event === null) throw new PassaError('FLAGS_INVALID', '--event must be an event number or address');
	if (act === 'cancel') return { name: 'cancel', args: { event } };
	if (act !== 'freeze') return { name: 'pause', args: { event, on: act === 'pause' } };
	if (hours === undefined) throw new PassaError('FLAGS_INVALID', '--hours must be given');
	const seconds = BigInt(wholeNumber('hours', hours, 1, mostHours)) * 3600n;
	return { name: 'freeze', args: { event, seconds } };
}

export type GuardianDeps = {
	chain: Chain;
	registry: string;
	/** Pays the fee. */
	guardian: Keypair;
	/** Of a cancel, which takes both; may be the guardian's own key on a test network. */
	admin: Keypair | null;
	failures: FailuresOfContracts;
};

/** Simulates the call, which nobody has signed yet but the admin. */
export function prepareGuardianCall(deps: GuardianDeps, { name, args }: RegistryCall): Promise<Prepared> {
	const { chain, registry, guardian, admin, failures } = deps;
	const isOther = admin !== null && admin.publicKey() !== guardian.publicKey();
	return prepare({
		chain,
		source: guardian.publicKey(),
		operation: contractCall(registry, name, registryArgs(name, args)),
		signers: isOther ? [admin] : [],
		failures,
	});
}

/** Signs as the guardian and sends. */
export async function sendGuardianCall(
	{ chain, guardian, failures }: GuardianDeps,
	{ transaction }: Prepared,
): Promise<{ hash: string; ledger: number }> {
	const signed = await signWith(guardian, chain.passphrase)(transaction.toEnvelope().toXdr('base64'));
	const { hash, ledger } = await send(chain, signed, { failures });
	return { hash, ledger };
}
