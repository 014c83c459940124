/** In place of `media`: the picture that a published event has now. No part of it can be chosen again. */
export const published = '';
