import { Asset, Keypair, Operation } from '@stellar/stellar-sdk';
import type { Chain } from '#shared/chain/submit/invoke.ts';
import { type Deployment, writeDeployment } from './deployment.ts';
import { fund, sendClassic } from './send-classic.ts';

/**
 * Localnet only: the account that is paid for payees who are paid later, with a trust line for USDC. Data folders of
 * earlier versions get one as well. Returns the deployment with it.
 */
export async function openPayouts(
	dataDir: string,
	chain: Chain,
	deployment: Deployment,
): Promise<Deployment> {
	if (deployment.roles.payouts) return deployment;
	const { code, issuer } = deployment.usdcAsset;
	const key = Keypair.random();
	await fund(chain, key.publicKey());
	await sendClassic(chain, [key], [Operation.changeTrust({ asset: new Asset(code, issuer) })]);
	const payouts = { address: key.publicKey(), secret: key.secret() };
	const opened = { ...deployment, roles: { ...deployment.roles, payouts } };
	writeDeployment(dataDir, opened);
	return opened;
}
