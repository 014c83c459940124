import { type Keypair, scValToNative } from '@stellar/stellar-sdk';
import { readRegistry } from '#shared/chain/state/read-registry-config.ts';
import { type Chain, type Landed, prepare, signWith, submit } from '#shared/chain/submit/invoke.ts';
import { contractCall } from '#shared/contract/contract-call.ts';
import { registryFailures } from '#shared/contract/failures.ts';
import type { Proposal, Setting } from '#shared/contract/registry.ts';
import { registryArgs } from '#shared/contract/registry-args.ts';
import { PassaError } from '#shared/errors.ts';
import { changeOf, type SettingKind } from './setting-kinds.ts';

/** `by` signs, and pays the fees. */
export type SettingChange = { chain: Chain; registry: string; by: Keypair; kind: SettingKind };

/**
 * Proposes a setting by the admin. Returns the proposal; null if it works at once, as a lower cap does. Throws what the
 * registry refuses with; NOT_ADMIN if another account signs.
 */
export async function proposeSetting(change: SettingChange, setting: Setting): Promise<Proposal | null> {
	const { chain, registry, by } = change;
	const { config } = await readRegistry(chain.rpcUrl, registry);
	if (by.publicKey() !== config.admin)
		throw new PassaError('NOT_ADMIN', `only the registry's admin, ${config.admin}, proposes a setting`);
	await callRegistry(change, 'propose', { setting });
	return pendingSetting(change);
}

/** Accepts a proposed role, by its new holder. Throws what the registry refuses with; NOT_PROPOSED for another account. */
export async function acceptRole(change: SettingChange): Promise<Proposal | null> {
	const proposal = await pendingSetting(change);
	const by = change.by.publicKey();
	if (proposal && isRole(proposal.setting) && proposal.setting.values[0] !== by)
		throw new PassaError('NOT_PROPOSED', `${proposal.setting.values[0]} is proposed, and ${by} signs`);
	await callRegistry(change, 'accept_role', { change: changeOf(change.kind) });
	return pendingSetting(change);
}

/** Applies a proposal whose delay is over, by any account. */
export const applySetting = (change: SettingChange): Promise<Landed> =>
	callRegistry(change, 'apply_change', { change: changeOf(change.kind) });

/** Withdraws a proposal, by the admin or the guardian. */
export const cancelSetting = (change: SettingChange): Promise<Landed> =>
	callRegistry(change, 'cancel_change', { by: change.by.publicKey(), change: changeOf(change.kind) });

/** The proposal of this kind, if there is one. */
export async function pendingSetting({ chain, registry, by, kind }: SettingChange): Promise<Proposal | null> {
	const args = registryArgs('pending_setting', { change: changeOf(kind) });
	const operation = contractCall(registry, 'pending_setting', args);
	const { returnValue } = await prepare({ chain, source: by.publicKey(), operation });
	const read = returnValue && (scValToNative(returnValue) as ReadProposal | null);
	if (!read) return null;
	const [tag, value] = read.setting;
	return { ...read, setting: { tag, values: [value] } as Setting };
}

/** A union comes back as a list: its case, then its value. */
type ReadProposal = Omit<Proposal, 'setting'> & { setting: [Setting['tag'], Setting['values'][0]] };

const isRole = ({ tag }: Setting): boolean => tag !== 'Cap' && tag !== 'AttributionKey';

const callRegistry = (
	{ chain, registry, by }: SettingChange,
	name: string,
	args: Record<string, unknown>,
): Promise<Landed> =>
	submit({
		chain,
		source: by.publicKey(),
		sign: signWith(by, chain.passphrase),
		operation: contractCall(registry, name, registryArgs(name, args)),
		failures: { [registry]: registryFailures },
	});
