import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { PassaError } from '#shared/errors.ts';
import { mintCertificate } from './certificate.ts';
import { MpesaLedger } from './ledger.ts';

/** What a restart must not forget: who paid, whose phone still rings, and the key that passwords are encrypted for. */
export type Kept = {
	ledger: MpesaLedger;
	certificatePem: string;
	privateKeyPem: string;
	/** Writes it down, in one piece. */
	save(): void;
};

/** `file` null keeps everything in memory. */
export function openKept(file: string | null, shortcode: string, now: number): Kept {
	const known = file && existsSync(file) ? read(file) : null;
	const ledger = known ? MpesaLedger.from(shortcode, known.ledger) : new MpesaLedger(shortcode);
	const { certificatePem, privateKeyPem } = known ?? mintCertificate(now);
	return {
		ledger,
		certificatePem,
		privateKeyPem,
		save() {
			if (!file) return;
			writeFileSync(`${file}.new`, JSON.stringify({ ledger, certificatePem, privateKeyPem }), {
				mode: 0o600,
			});
			renameSync(`${file}.new`, file);
		},
	};
}

function read(file: string): { ledger: object; certificatePem: string; privateKeyPem: string } {
	try {
		return JSON.parse(readFileSync(file, 'utf8'));
	} catch (cause) {
		throw new PassaError('DATA_DAMAGED', `cannot read ${file}: --reset starts anew`, { cause });
	}
}
