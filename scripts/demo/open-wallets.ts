import { Asset, Operation } from '@stellar/stellar-sdk';
import { readPayees } from '#shared/chain/state/payee-standing.ts';
import { readAccount } from '#shared/chain/state/read-account.ts';
import type { Chain } from '#shared/chain/submit/invoke.ts';
import type { PassaError } from '#shared/errors.ts';
import { type Deployment, keyOf } from '../deploy/deployment.ts';
import { createAccounts, sendClassic } from '../deploy/send-classic.ts';
import type { Person } from './publish-demo-event.ts';

/** The treasury pays for accounts, everyone opens a USDC trust line, the issuer gives fans something to spend. */
export async function openWallets(chain: Chain, deployment: Deployment, people: Person[]): Promise<void> {
	const asset = new Asset(deployment.usdcAsset.code, deployment.usdcAsset.issuer);
	const addresses = people.map((p) => p.key.publicKey());
	// One transaction created all of them or none.
	const there = await readAccount(chain.rpcUrl, addresses[0]!).catch((error: PassaError) => {
		if (error.code !== 'ACCOUNT_UNKNOWN') throw error;
		return null;
	});
	const treasury = keyOf(deployment.roles.treasury);
	if (!there) await sendClassic(chain, [treasury], createAccounts(addresses, '150'));
	const standing = await readPayees({ ...chain, ...deployment }, addresses);
	await Promise.all(
		people
			.filter((p) => standing.get(p.key.publicKey())?.refusal === 'PAYEE_NO_TRUST_LINE')
			.map((p) => sendClassic(chain, [p.key], [Operation.changeTrust({ asset })])),
	);
	const gifts = people
		.filter((p) => p.role === 'fan')
		.map((p) => Operation.payment({ asset, amount: '2000', destination: p.key.publicKey() }));
	if (gifts.length > 0) await sendClassic(chain, [keyOf(deployment.roles.issuer!)], gifts);
}
