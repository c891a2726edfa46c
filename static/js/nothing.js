/* A service worker that does nothing: that it may be registered says that HTTPS is trusted. */
