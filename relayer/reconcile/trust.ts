/**
 * What a provider's message is about. `callback`: the result of a push, sent to us. `query`: the answer when we ask for
 * that result. `notice`: a payment that names our reference, sent to us. `statement`: a payment that the provider lists
 * when we ask.
 */
export const messageKinds = ['callback', 'query', 'notice', 'statement'] as const;
export type MessageKind = (typeof messageKinds)[number];

/**
 * How far a message is trusted. `proposes`: anybody may have sent it, so it moves nothing alone. `corroborates`: the
 * provider says that a push succeeded, so the one receipt that was proposed for it counts. `proves`: its receipt and
 * amount are money that came; tickets are issued for it, and it may be refunded.
 */
export type Trust = 'proposes' | 'corroborates' | 'proves';

/** A fact that each rail states: it follows from who can send such a message, and how it is signed. */
export type TrustOfKind = Readonly<Record<MessageKind, Trust>>;
