import { Keypair } from '@stellar/stellar-sdk';
import { deploy } from '#scripts/deploy/deploy.ts';
import { openWallets } from '../fixtures/deployed-network.ts';
import { startOwnPostgres } from '../postgres/test-postgres.ts';
import { benchEvent } from './bench-event.ts';
import { startLocalnetProcess } from './localnet-process.ts';

/** A network and a PostgreSQL of their own, and an event with 10 000 seats that a fan has USDC for. */
export async function startSellingEvent() {
	const [localnet, cluster] = await Promise.all([startLocalnetProcess(), startOwnPostgres()]);
	const { chain } = localnet;
	const deployment = await deploy({ chain });
	const event = await benchEvent(chain, deployment, { capacity: 10_000, fiatQuota: 0 });
	const fan = Keypair.random();
	await openWallets(chain, deployment, [fan], 100);
	const stop = () => Promise.all([localnet.stop(), cluster.stop()]);
	return { chain, cluster, deployment, event, fan, stop };
}
