import type { Logger } from 'pino';
import type { Chain } from '#shared/chain/submit/invoke.ts';
import type { Clock } from '#shared/clock.ts';
import { PassaError } from '#shared/errors.ts';
import type { PasskeySite } from '#shared/passkey.server.ts';
import type { PlatformGateway } from '../contacts/platform-gateway.ts';
import type { Database } from '../models/schema.ts';
import type { FeeDeps } from '../network-fees/fee-deps.ts';
import type { HeldKeys } from '../signer.server.ts';

export type HeldDeps = {
	db: Database;
	clock: Clock;
	log: Logger;
	chain: Chain;
	registry: string;
	/** `USDC:G…` */
	asset: string;
	/** Pays network fees and reserves. */
	paying: FeeDeps;
	keys: HeldKeys;
	/** The web, whose passkeys count; null: no accounts are held here. */
	site: PasskeySite | null;
	/** Notifies people; null: nobody is notified, and no new address becomes usable. */
	platform: PlatformGateway | null;
};

export type HeldError = PassaError<'HELD_UNAVAILABLE' | 'HELD_MISSING'>;

/** Throws HELD_UNAVAILABLE where no accounts are held. */
export function siteOf({ site }: HeldDeps): PasskeySite {
	if (site) return site;
	throw new PassaError('HELD_UNAVAILABLE', 'Passa holds no accounts here.', { status: 503 });
}
