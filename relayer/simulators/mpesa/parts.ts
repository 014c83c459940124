import type { Context } from 'hono';
import type { Clock, Deliver } from './answer-push.ts';
import type { MpesaLedger } from './ledger.ts';

export type SimulatorSettings = {
	key: string;
	secret: string;
	shortcode: string;
	passkey: string;
	initiatorPassword: string;
	/** Of the certificate that the simulator minted. */
	privateKeyPem: string;
	certificatePem: string;
};

export type Parts = {
	ledger: MpesaLedger;
	clock: Clock;
	deliver: Deliver;
	settings: SimulatorSettings;
	/** Saves the ledger as it is now. */
	save(): void;
};

/** Daraja's error envelope. */
export const refusal = (c: Context, status: 400 | 401 | 404 | 500, errorCode: string, errorMessage: string) =>
	c.json({ requestId: crypto.randomUUID(), errorCode, errorMessage }, status);
