import {
	Address,
	Asset,
	Contract,
	type Keypair,
	nativeToScVal,
	Operation,
	type xdr,
} from '@stellar/stellar-sdk';
import { Bench } from './bench.ts';

export type Usdc = { bench: Bench; issuer: Keypair; holder: Keypair; asset: Asset; sac: string };

/** A network with an asset, its contract, and a holder of 1 000. */
export async function openUsdc(): Promise<Usdc> {
	const bench = await Bench.start();
	const [issuer, holder] = [await bench.funded(), await bench.funded()];
	const asset = new Asset('USDC', issuer.publicKey());
	await bench.invoke(issuer, Operation.createStellarAssetContract({ asset }));
	await bench.apply([holder], [Operation.changeTrust({ asset })]);
	await bench.apply(
		[issuer],
		[Operation.payment({ destination: holder.publicKey(), asset, amount: '1000' })],
	);
	return { bench, issuer, holder, asset, sac: asset.contractId(bench.localnet.passphrase) };
}

export const address = (text: string): xdr.ScVal => new Address(text).toScVal();

/** A transfer by the asset's contract, in stroops. */
export const transfer = (sac: string, from: string, to: string, stroops: bigint): xdr.Operation =>
	new Contract(sac).call('transfer', address(from), address(to), nativeToScVal(stroops, { type: 'i128' }));
