import { PassaError } from '#shared/errors.ts';

export type PhoneCodeError = PassaError<'PHONE_CODE_NEEDED'>;
export type PushOpenError = PassaError<'PUSH_OPEN'>;
export type TooManyUnpaidError = PassaError<'TOO_MANY_UNPAID'>;

/** The asker must show the code that the platform sends to the phone: then nothing that others did counts. */
export const phoneCodeNeeded = (): PhoneCodeError =>
	new PassaError(
		'PHONE_CODE_NEEDED',
		'First enter the code that is sent to this phone, so that nobody else can make it ring or hold tickets.',
		{ status: 403 },
	);

export const pushOpen = (): PushOpenError =>
	new PassaError('PUSH_OPEN', 'A payment prompt is open: answer it on the phone, or wait until it ends.', {
		status: 409,
	});

export const tooManyUnpaid = (most: number): TooManyUnpaidError =>
	new PassaError(
		'TOO_MANY_UNPAID',
		`You have ${most} orders that wait for their payment. Pay one, or wait until one ends.`,
		{ status: 429 },
	);
