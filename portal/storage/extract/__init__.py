"""What runs in the process that reads one file: text and properties, and nothing of the portal.

The properties are what a file says of itself: `title`, `author`, `last_modified_by`, `company`,
`manager`, `subject`, `keywords`, `software`; `comments` and `gps` are true where there are some;
`attachments` counts files within; `width` and `height` are in pixels.
"""
