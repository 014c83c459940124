import { StrKey } from '@stellar/stellar-sdk';
import { call as callRpc } from '#shared/chain/rpc.ts';
import type { RpcError } from '#shared/chain/rpc-node.ts';
import { failuresOf, type ReadEventStateError, readEventState } from '#shared/chain/state/event-state.ts';
import { eventAddress } from '#shared/chain/state/ids.ts';
import { type ReadRegistryError, readRegistryConfig } from '#shared/chain/state/read-registry-config.ts';
import { spendableXlm } from '#shared/chain/state/spendable-xlm.ts';
import { type CallError, failureOf } from '#shared/chain/submit/failure.ts';
import { assetFailures, type FailuresOfContracts, registryFailures } from '#shared/contract/failures.ts';
import { eventVersions, type VersionError, versionOf } from '#shared/contract/versions.ts';
import { PassaError } from '#shared/errors.ts';
import { type FindEventError, findEvent } from '../orders/find-event.ts';
import type { FeeDeps } from './fee-deps.ts';
import type { OurCall, OurCallError } from './our-call.ts';

export type CheckCallError =
	| OurCallError
	| FindEventError
	| ReadEventStateError
	| ReadRegistryError
	| VersionError
	| RpcError
	| CallError
	| PassaError<'QUOTE_EXPIRED' | 'XLM_ENOUGH'>;

/** Seconds: a wallet may ask its owner for long, and a call of ours lives for a minute. */
const longestLife = 330n;
/** Stroops that a wallet pays for its place in a ledger, beside its resources. */
const inclusion = 10_000n;
/** What a call may offer beyond what its simulation needs: half as much again, and stroops for small ones. */
const sane = (needed: bigint): bigint => needed + needed / 2n + 50_000n;

/**
 * Looks at the network: the event is the registry's, the wallet cannot pay, and the call would succeed now with exactly its
 * own authorisations. Nothing is paid for what fails here. Throws CheckCallError.
 */
export async function checkCall(deps: FeeDeps, call: OurCall): Promise<void> {
	const { chain, own } = deps;
	if (own.has(call.source)) throw new PassaError('NOT_OUR_CALL', 'Passa’s own accounts pay for themselves.');
	if (call.event) await findEvent(deps.db, call.event);
	const { closeTime } = await callRpc(chain.rpcUrl, 'getLatestLedger');
	const now = BigInt(closeTime);
	if (call.maxTime <= now) throw new PassaError('QUOTE_EXPIRED', 'The quote has expired. Ask for a new one.');
	if (call.maxTime > now + longestLife)
		throw new PassaError('NOT_OUR_CALL', 'A call of ours ends within minutes, and this one lives longer.');
	const found = await spendableXlm(chain, call.source);
	if (found && found.spendable >= call.resourceFee + inclusion)
		throw new PassaError('XLM_ENOUGH', 'This wallet has enough XLM for the network fee.', { status: 409 });
	await simulate(deps, call);
}

/** In enforcing mode: if an authorisation is missing, the call would fail in its ledger. */
async function simulate({ chain, registry }: FeeDeps, call: OurCall): Promise<void> {
	const answer = await callRpc(chain.rpcUrl, 'simulateTransaction', {
		transaction: call.transaction.toEnvelope().toXdr('base64'),
		authMode: 'enforce',
	});
	if ('error' in answer && answer.error) {
		const failures = await failuresFor(chain, registry, call);
		throw failureOf((answer.events ?? []) as string[], failures, String(answer.error));
	}
	const { minResourceFee } = answer as unknown as { minResourceFee: string };
	const needed = BigInt(minResourceFee);
	if (call.resourceFee > sane(needed))
		throw new PassaError('FEE_TOO_HIGH', 'This call offers far more than it costs.');
}

async function failuresFor(
	chain: FeeDeps['chain'],
	registry: string,
	{ event, source, transaction }: OurCall,
): Promise<FailuresOfContracts> {
	if (event) return failuresOf(event, await readEventState(chain.rpcUrl, event));
	const { event_wasm, usdc } = await readRegistryConfig(chain.rpcUrl, registry);
	const { failures } = versionOf(event_wasm, eventVersions);
	const made = publishedBy(transaction, source, chain.passphrase, registry);
	return { [registry]: registryFailures, [usdc]: assetFailures, ...(made ? { [made]: failures } : {}) };
}

/** The address that a publication gives its event. */
function publishedBy(
	{ operations }: OurCall['transaction'],
	source: string,
	passphrase: string,
	registry: string,
): string | null {
	const [operation] = operations;
	const func = operation?.type === 'invokeHostFunction' ? operation.func : null;
	const nonce = func?.type === 'hostFunctionTypeInvokeContract' ? func.invokeContract.args[1] : null;
	if (nonce?.type !== 'scvU64' || !StrKey.isValidEd25519PublicKey(source)) return null;
	return eventAddress(passphrase, registry, source, BigInt(nonce.u64));
}
