import type { EventInit } from '#shared/contract/event.ts';
import { assetFailures, type FailuresOfContracts, registryFailures } from '#shared/contract/failures.ts';
import { createEvent } from '#shared/contract/registry-args.ts';
import {
	type EventVersions,
	eventVersions,
	type VersionError,
	versionOf,
} from '#shared/contract/versions.ts';
import { PassaError } from '#shared/errors.ts';
import { entriesAt } from '../rpc.ts';
import { instanceKey } from '../state/event-state.ts';
import { eventAddress } from '../state/ids.ts';
import { type AssertPayeesError, assertPayable } from '../state/payee-standing.ts';
import { type ReadRegistryError, readRegistryConfig } from '../state/read-registry-config.ts';
import { type Chain, type SignTransaction, type SubmitError, submit } from './invoke.ts';

/** What an organizer signs. The event's address follows from organizer and nonce, so it can be published only once. */
export type Publication = { registry: string; organizer: string; nonce: bigint; init: EventInit };

/** `ledger` includes the event. `hash` is the transaction's; null if the event was published before. */
type Published = { event: string; ledger: number; hash: string | null };

export type PublishError =
	| ReadRegistryError
	| VersionError
	| SubmitError
	| AssertPayeesError
	| PassaError<'EVENT_VERSION_OLD'>;

/**
 * Publishes an event, or finds the one that was published before. So a caller repeats the call after a lost
 * answer. Throws PublishError. Where the contract would refuse, or a payee could never use
 * its money, it throws before it calls `sign`.
 */
export async function publish(
	chain: Chain,
	{ registry, organizer, nonce, init }: Publication,
	sign: SignTransaction,
	versions: EventVersions = eventVersions,
): Promise<Published> {
	const there = await findPublished(chain, registry, [organizer], nonce);
	if (there) return there;
	const event = eventAddress(chain.passphrase, registry, organizer, nonce);
	const { event_wasm, usdc } = await readRegistryConfig(chain.rpcUrl, registry);
	const version = versionOf(event_wasm, versions);
	const operation = createEvent(registry, version, { organizer, nonce, init });
	const failures: FailuresOfContracts = {
		[registry]: registryFailures,
		[event]: version.failures,
		[usdc]: assetFailures,
	};
	const place = { ...chain, registry, usdc, event };
	// After the contract's own rules, and before the wallet opens.
	const signChecked: SignTransaction = async (envelope) => {
		await assertPayable(
			place,
			organizer,
			init.payees.map((p) => String(p.address)),
		);
		return sign(envelope);
	};
	try {
		const { hash, ledger } = await submit({
			chain,
			source: organizer,
			operation,
			sign: signChecked,
			failures,
		});
		return { event, ledger, hash };
	} catch (error) {
		// An earlier attempt, which seemed lost, landed in between.
		const landed = error instanceof PassaError && error.code === 'EVENT_EXISTS';
		const found = landed ? await findPublished(chain, registry, [organizer], nonce) : null;
		if (found) return found;
		throw error;
	}
}

/** The event that one of these wallets published under this nonce, if there is one. */
export async function findPublished(
	chain: Chain,
	registry: string,
	organizers: string[],
	nonce: bigint,
): Promise<Published | null> {
	return findDeployed(
		chain.rpcUrl,
		organizers.map((organizer) => eventAddress(chain.passphrase, registry, organizer, nonce)),
	);
}

/** The first of these addresses that has an event. Only the registry can put a contract at an event's address. */
export async function findDeployed(rpcUrl: string, events: string[]): Promise<Published | null> {
	const { found, latestLedger } = await entriesAt(rpcUrl, events.map(instanceKey));
	const event = events.find((address) => found.has(instanceKey(address)));
	return event ? { event, ledger: latestLedger, hash: null } : null;
}
