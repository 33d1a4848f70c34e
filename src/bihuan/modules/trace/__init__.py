"""Finding any ticket within three seconds by what is remembered of it: who, when, which device, whose (AUD-2)."""
