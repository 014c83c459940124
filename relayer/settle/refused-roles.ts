import type { RegistryState } from '#shared/chain/state/read-registry-config.ts';
import { PassaError } from '#shared/errors.ts';
import type { Signer } from '../signer.server.ts';

/** RELAYER_DISABLED: the guardian ended its powers. ROLES_CHANGED: the registry asks for other keys than ours. */
export type RolesRefused = 'RELAYER_DISABLED' | 'ROLES_CHANGED';

/** Why the registry takes no call that these addresses sign; null where it does. */
export function rolesRefused(
	{ config, relayerDisabled }: Pick<RegistryState, 'config' | 'relayerDisabled'>,
	ours: Partial<Record<'relayer' | 'treasury', string>>,
): RolesRefused | null {
	if (relayerDisabled) return 'RELAYER_DISABLED';
	const { relayer = config.relayer, treasury = config.treasury } = ours;
	return relayer === config.relayer && treasury === config.treasury ? null : 'ROLES_CHANGED';
}

/** The addresses that sign. Throws RELAYER_DISABLED or ROLES_CHANGED where the registry takes no call of theirs. */
export function assertRoles(
	registry: Parameters<typeof rolesRefused>[0],
	{ relayer, treasury }: Signer,
): Record<'relayer' | 'treasury', string> {
	const keys = { relayer: relayer.publicKey(), treasury: treasury.publicKey() };
	const refused = rolesRefused(registry, keys);
	if (refused) throw new PassaError(refused, 'the registry takes no call of our keys now');
	return keys;
}
