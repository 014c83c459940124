import type { Logger } from 'pino';
import type { Chain } from '#shared/chain/submit/invoke.ts';
import type { Clock } from '#shared/clock.ts';
import { PassaError } from '#shared/errors.ts';
import type { PasskeySite } from '#shared/passkey.server.ts';
import type { PlatformGateway } from '../contacts/platform-gateway.ts';
import type { Database } from '../models/schema.ts';
import type { FeeDeps } from '../network-fees/fee-deps.ts';
import type { ManagedKeys } from '../signer.server.ts';

export type ManagedDeps = {
	db: Database;
	clock: Clock;
	log: Logger;
	chain: Chain;
	registry: string;
	/** `USDC:G…` */
	asset: string;
	/** Pays network fees and reserves. */
	paying: FeeDeps;
	keys: ManagedKeys;
	/** The web, whose passkeys count; null: no accounts are held here. */
	site: PasskeySite | null;
	/** Tells people; null: nobody is told, and no new address becomes usable. */
	platform: PlatformGateway | null;
};

export type ManagedError = PassaError<'MANAGED_UNAVAILABLE' | 'MANAGED_MISSING'>;

/** Throws MANAGED_UNAVAILABLE where no accounts are held. */
export function siteOf({ site }: ManagedDeps): PasskeySite {
	if (site) return site;
	throw new PassaError('MANAGED_UNAVAILABLE', 'Passa holds no accounts here.', { status: 503 });
}
