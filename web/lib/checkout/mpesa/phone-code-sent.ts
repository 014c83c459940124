import type { SentTo } from '../../account/sent-to.ts';

/** A code that was sent to a phone, as the form shows it: the phone as it was written and masked. */
export type PhoneCodeSent = Pick<SentTo, 'label' | 'digits' | 'before'> & { phone: string; outbox: boolean };
