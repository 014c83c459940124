import {
	Address,
	Asset,
	Contract,
	type Keypair,
	nativeToScVal,
	Operation,
	type xdr,
} from '@stellar/stellar-sdk';
import { NetworkFixture } from './network-fixture.ts';

export type Usdc = { net: NetworkFixture; issuer: Keypair; holder: Keypair; asset: Asset; sac: string };

/** A network with an asset, its contract, and a holder of 1 000. */
export async function openUsdc(): Promise<Usdc> {
	const net = await NetworkFixture.start();
	const [issuer, holder] = [await net.funded(), await net.funded()];
	const asset = new Asset('USDC', issuer.publicKey());
	await net.invoke(issuer, Operation.createStellarAssetContract({ asset }));
	await net.apply([holder], [Operation.changeTrust({ asset })]);
	await net.apply([issuer], [Operation.payment({ destination: holder.publicKey(), asset, amount: '1000' })]);
	return { net, issuer, holder, asset, sac: asset.contractId(net.localnet.passphrase) };
}

export const address = (text: string): xdr.ScVal => new Address(text).toScVal();

/** A transfer by the asset's contract, in stroops. */
export const transfer = (sac: string, from: string, to: string, stroops: bigint): xdr.Operation =>
	new Contract(sac).call('transfer', address(from), address(to), nativeToScVal(stroops, { type: 'i128' }));
