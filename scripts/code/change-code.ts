import { type Keypair, scValToNative } from '@stellar/stellar-sdk';
import { readRegistry } from '#shared/chain/state/read-registry-config.ts';
import { type Chain, prepare, signWith, submit } from '#shared/chain/submit/invoke.ts';
import { contractCall } from '#shared/contract/contract-call.ts';
import { registryFailures } from '#shared/contract/failures.ts';
import { Change, type Pending } from '#shared/contract/registry.ts';
import { registryArgs } from '#shared/contract/registry-args.ts';
import { type EventVersions, eventVersions } from '#shared/contract/versions.ts';
import { PassaError } from '#shared/errors.ts';
import { hex } from '#shared/hex.ts';
import { checkEventCode, checkRegistryCode } from './check-code.ts';
import { readCode } from './read-code.ts';

/** Whose code changes: later events', or the registry's own. */
export type CodeKind = 'event' | 'registry';
/** `by` signs, and pays the fees. */
export type CodeChange = { chain: Chain; registry: string; by: Keypair; kind: CodeKind };

const changes = { event: Change.EventWasm, registry: Change.RegistryWasm };
const ledgersPerDay = 17_280;
/** Code must outlive the 48 hours. After the change the keeper extends its life. */
const livesUntilApplied = 7 * ledgersPerDay;

/**
 * Proposes code by the admin, once it has been read from the network and checked. Throws what `readCode`, the checks
 * and the registry refuse with; NOT_ADMIN if another account signs.
 */
export async function proposeCode(
	change: CodeChange,
	wasmHash: Uint8Array,
	versions: EventVersions = eventVersions,
): Promise<Pending> {
	const { chain, registry, by, kind } = change;
	const state = await readRegistry(chain.rpcUrl, registry);
	if (by.publicKey() !== state.config.admin)
		throw new PassaError('NOT_ADMIN', `only the registry's admin, ${state.config.admin}, proposes code`);
	const code = await readCode(chain.rpcUrl, wasmHash, livesUntilApplied);
	if (kind === 'event') {
		const version = checkEventCode(wasmHash, state.config, versions);
		await callRegistry(change, 'set_event_wasm', { wasm_hash: wasmHash, version });
	} else {
		checkRegistryCode(await readCode(chain.rpcUrl, state.wasmHash ?? new Uint8Array(32), 0), code);
		await callRegistry(change, 'upgrade', { wasm_hash: wasmHash });
	}
	return (await pendingCode(change))!;
}

/** Applies a proposal that is 48 hours old, by any account. Code that left the network meanwhile is refused. */
export async function applyCode(change: CodeChange): Promise<void> {
	const pending = await pendingCode(change);
	if (pending) await readCode(change.chain.rpcUrl, pending.wasm_hash, ledgersPerDay);
	await callRegistry(change, 'apply_change', { change: changes[change.kind] });
}

/** Withdraws a proposal, by the admin or the guardian. */
export async function cancelCode(change: CodeChange): Promise<void> {
	await callRegistry(change, 'cancel_change', { by: change.by.publicKey(), change: changes[change.kind] });
}

/** The proposal of this kind, if there is one. */
export async function pendingCode({ chain, registry, by, kind }: CodeChange): Promise<Pending | null> {
	const operation = contractCall(
		registry,
		'pending_change',
		registryArgs('pending_change', { change: changes[kind] }),
	);
	const { returnValue } = await prepare({ chain, source: by.publicKey(), operation });
	return (returnValue && (scValToNative(returnValue) as Pending | null)) ?? null;
}

const callRegistry = ({ chain, registry, by }: CodeChange, name: string, args: Record<string, unknown>) =>
	submit({
		chain,
		source: by.publicKey(),
		sign: signWith(by, chain.passphrase),
		operation: contractCall(registry, name, registryArgs(name, args)),
		failures: { [registry]: registryFailures },
	});

export type Described = { kind: CodeKind; wasmHash: string; version: number | null; applyFrom: string };

export const describe = (kind: CodeKind, { wasm_hash, version, apply_from }: Pending): Described => ({
	kind,
	wasmHash: hex(wasm_hash),
	version: version ?? null,
	applyFrom: new Date(Number(apply_from) * 1000).toISOString(),
});
