import { Account, Asset, Operation, Transaction, TransactionBuilder } from '@stellar/stellar-sdk';
import { PassaError } from '#shared/errors.ts';
import { hex } from '#shared/hex.ts';

/** A trust line whose reserve `sponsor` pays, and with `creates` also the account itself. */
export type SponsoredLine = {
	/** The account whose sequence number it takes, before this transaction: the wallet's own if it exists. */
	source: Account;
	wallet: string;
	sponsor: string;
	/** `CODE:G…` */
	asset: string;
	creates: boolean;
	/** Unix seconds. */
	maxTime: number;
};

export type SponsoredLineError = PassaError<'NOT_OUR_CALL'>;

/** What its source offers: too little for the network, so that only a fee-bump carries it. Stroops. */
const offered = '25';

/** The reserves that it locks: two for an account, one for the line. */
export const reservesOf = ({ creates }: Pick<SponsoredLine, 'creates'>): bigint => (creates ? 3n : 1n);

/** Unsigned. The sponsor, the wallet and the source sign it, each once. */
export function buildSponsoredLine(line: SponsoredLine, passphrase: string): Transaction {
	const { source, wallet, sponsor, asset, creates, maxTime } = line;
	const [code, issuer] = asset.split(':') as [string, string];
	const timebounds = { minTime: 0, maxTime };
	const builder = new TransactionBuilder(source, {
		fee: offered,
		networkPassphrase: passphrase,
		timebounds,
	}).addOperation(Operation.beginSponsoringFutureReserves({ sponsoredId: wallet, source: sponsor }));
	if (creates)
		builder.addOperation(
			Operation.createAccount({ destination: wallet, startingBalance: '0', source: sponsor }),
		);
	return builder
		.addOperation(Operation.changeTrust({ asset: new Asset(code, issuer), source: wallet }))
		.addOperation(Operation.endSponsoringFutureReserves({ source: wallet }))
		.build();
}

export type ReadLine = Omit<SponsoredLine, 'source' | 'asset'> & { transaction: Transaction };

/**
 * Reads an envelope (base64) that is exactly such a transaction, and nothing else: it is built again from its own parts,
 * and both hashes are the same. Throws SponsoredLineError.
 */
export function readSponsoredLine(envelope: string, passphrase: string, asset: string): ReadLine {
	try {
		const transaction = TransactionBuilder.fromXDR(envelope, passphrase);
		if (!(transaction instanceof Transaction)) throw new TypeError('another account pays already');
		const [begin, ...rest] = transaction.operations;
		if (begin?.type !== 'beginSponsoringFutureReserves') throw new TypeError('nobody sponsors');
		const [wallet, sponsor] = [begin.sponsoredId, begin.source ?? ''];
		const creates = rest.length === 3;
		const maxTime = Number(transaction.timeBounds?.maxTime ?? 0);
		const source = new Account(transaction.source, String(BigInt(transaction.sequence) - 1n));
		const again = buildSponsoredLine({ source, wallet, sponsor, asset, creates, maxTime }, passphrase);
		if (hex(again.hash()) !== hex(transaction.hash())) throw new TypeError('it does something else');
		return { transaction, wallet, sponsor, creates, maxTime };
	} catch (cause) {
		throw new PassaError('NOT_OUR_CALL', 'That is not a trust line whose reserve Passa pays.', { cause });
	}
}
