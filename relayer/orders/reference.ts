import { randomInt } from 'node:crypto';

/** Without characters that look alike (0 O, 1 I L), and without vowels, so that no words appear. */
const letters = '23456789BCDFGHJKMNPQRSTVWXYZ';
const length = 10;

/** A new order reference: 48 random bits, short enough to be typed as an account number. */
export const freshReference = (): string =>
	Array.from({ length }, () => letters[randomInt(letters.length)]).join('');

export const referencePattern = /^[A-Z0-9]{6,12}$/;

/** Normalises a reference that a payer typed: payers add spaces or write it small, and PostgreSQL accepts no NUL. */
export const referenceOf = ({ reference }: { reference: string }): string =>
	reference.replace(/[^\p{L}\p{N}\p{P}\p{S}]/gu, '').toUpperCase();
